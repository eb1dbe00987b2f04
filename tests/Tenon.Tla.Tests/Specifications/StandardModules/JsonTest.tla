---- MODULE JsonTest ----
EXTENDS Json, TLC, Naturals, Sequences
ASSUME ToJson(<<1, 2>>) = "[1,2]"
ASSUME ToJson([a |-> 1]) = "{\"a\":1}"
ASSUME ToJson("x") = "\"x\"" /\ ToJson(TRUE) = "true" /\ ToJson(5) = "5"
ASSUME ToJsonArray(<<1, "a">>) = "[1,\"a\"]"
ASSUME ToJsonObject([b |-> <<>>]) = "{\"b\":[]}"
====
