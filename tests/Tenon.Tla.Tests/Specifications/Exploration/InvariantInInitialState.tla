---- MODULE InvariantInInitialState ----
EXTENDS Naturals
VARIABLE x
Init == x \in 0 .. 3
Next == x' = x
Inv == x < 3
====
