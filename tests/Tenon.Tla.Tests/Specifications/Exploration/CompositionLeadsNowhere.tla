---- MODULE CompositionLeadsNowhere ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
A == x' \in {x + 1, x + 2, x + 3}
B == x < 6 /\ x' = x
Next == A \cdot B
====
