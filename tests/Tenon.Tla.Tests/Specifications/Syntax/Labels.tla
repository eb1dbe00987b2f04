---- MODULE Labels ----
EXTENDS Naturals
A == outer:: \A x \in {1, 2} : inner(x):: x > 0
B == first:: (1 + 1) = 2
ASSUME A /\ B
====
