---- MODULE PostCondition ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 3
After == TLCGet("distinct") = 3 /\ TLCGet("generated") = 4 /\ TLCGet("diameter") = 3
====
