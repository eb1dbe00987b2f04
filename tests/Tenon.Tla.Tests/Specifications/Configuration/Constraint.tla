---- MODULE Constraint ----
EXTENDS Naturals
VARIABLE x
Init == x \in {0, 7}
Next == x' = x + 1 \/ x' = x + 2
Bound == x < 5
Inv == x < 8
====
