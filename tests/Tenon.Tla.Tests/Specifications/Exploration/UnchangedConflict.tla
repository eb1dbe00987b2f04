---- MODULE UnchangedConflict ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == \/ x' = x + 1 /\ y' = 0 /\ UNCHANGED x
        \/ x < 2 /\ x' = x + 1 /\ UNCHANGED y
====
