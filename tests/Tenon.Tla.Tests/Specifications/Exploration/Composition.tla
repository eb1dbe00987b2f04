---- MODULE Composition ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
A == x' = x + 1 \/ x' = x + 2
B == x' = x * 2
Next == x < 10 /\ A \cdot B
====
