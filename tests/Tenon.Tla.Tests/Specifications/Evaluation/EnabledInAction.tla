---- MODULE EnabledInAction ----
EXTENDS Integers
VARIABLE x
Up == x < 2 /\ x' = x + 1
Init == x = 0
Next == \/ Up
        \/ x' = 0 /\ ~ENABLED Up
        \/ x' = 5 /\ ENABLED (Up /\ x' = 1) /\ x = 0
====
