---- MODULE Strings ----
EXTENDS Naturals, Sequences
ASSUME "a" /= "b" /\ "a" = "a"
ASSUME Len("abc") = 3
ASSUME "ab" \o "c" = "abc"
ASSUME Len("\"") = 1 /\ Len("\\") = 1 /\ Len("\n") = 1 /\ Len("\t") = 1
ASSUME Tail("abc") = "bc"
ASSUME SubSeq("abcd", 2, 3) = "bc"
ASSUME "a" \in STRING
ASSUME "\\* no comment (* here *)" /= ""
====
