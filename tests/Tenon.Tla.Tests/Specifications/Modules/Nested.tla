---- MODULE Nested ----
EXTENDS Naturals
VARIABLE x
---- MODULE Counter ----
EXTENDS Naturals
VARIABLE c
CONSTANT Limit
Init == c = 0
Step == c < Limit /\ c' = c + 1
---- MODULE Deeper ----
Ten == 10
=======================
D == INSTANCE Deeper
========================
C == INSTANCE Counter WITH c <- x, Limit <- 3
Spec == C!Init /\ [][C!Step]_x
Inv == x <= 3 /\ C!D!Ten = 10
====
