---- MODULE EnabledThroughInstance ----
EXTENDS Naturals
VARIABLE x
---- MODULE M ----
VARIABLES u, v
A == u' /= v'
B == u' = 0 /\ v' = 1
CanA == ENABLED (u' \in {0, 1} /\ v' \in {0, 1} /\ A)
CanB == ENABLED B
==================
\* With u and v both x, u' /= v' is false of every step, but A can happen in M for itself.
I == INSTANCE M WITH u <- x, v <- x
Init == x = 0
Next == x' = 1 - x
Spec == Init /\ [][Next]_x
Inv == I!CanA /\ I!CanB
====
