---- MODULE TLCExtTest ----
EXTENDS TLCExt, TLC, Naturals
ASSUME AssertEq(1 + 1, 2)
ASSUME TLCNoOp(5) = 5
ASSUME TLCGetOrDefault(99, "none") = "none"
ASSUME TLCGetAndSet(98, LAMBDA a, b : a + b, 1, 10) = 10
ASSUME TLCGet(98) = 11
ASSUME TLCModelValue("m") = TLCModelValue("m") /\ TLCModelValue("m") /= "m"
====
