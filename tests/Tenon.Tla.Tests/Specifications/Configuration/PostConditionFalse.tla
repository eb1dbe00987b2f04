---- MODULE PostConditionFalse ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 3
After == TLCGet("distinct") = 4
====
