---- MODULE Substituted ----
EXTENDS Naturals
VARIABLES x, y, z
Init == x \in {1, 2, 3} /\ y \in {1, 2} /\ z = 0
Next == y < 4 /\ y' = y + 1 /\ UNCHANGED <<x, z>>
====
