---- MODULE PassedOperatorViolated ----
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
RECURSIVE Down(_)
Down(n) == IF n = 3 THEN FALSE ELSE IF n = 0 THEN TRUE ELSE Down(n - 1)
P == A!Twice(Down, s)
====
