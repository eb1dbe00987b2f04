---- MODULE SeveralStatements ----
EXTENDS Naturals
CONSTANTS N, K
VARIABLE x
Init == x = N
Next == x < 9 /\ x' = x + K
P == x > 0
Q == x < 8
R == TRUE
Bound == x < 5
====
