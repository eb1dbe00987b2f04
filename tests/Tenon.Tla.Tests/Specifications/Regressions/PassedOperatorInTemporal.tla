---- MODULE PassedOperatorInTemporal ----
EXTENDS Naturals
VARIABLE s
---- MODULE Abstract ----
EXTENDS Naturals
VARIABLE t
Always(P(_), a) == [](P(a))
Twice(P(_), a) == Always(P, a)
=========================
A == INSTANCE Abstract WITH t <- s
Init == s = 0
Next == IF s < 4 THEN s' = s + 1 ELSE s' = 0
Spec == Init /\ [][Next]_s
Fine(e) == e \in 0 .. 4
RECURSIVE Down(_)
Down(n) == IF n = 0 THEN TRUE ELSE Down(n - 1)
P1 == A!Twice(Fine, s)
P2 == A!Twice(Down, s)
P3 == A!Always(LAMBDA n : n < 5, s)
====
