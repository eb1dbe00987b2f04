---- MODULE Registers ----
EXTENDS TLC, Naturals
VARIABLE x
ASSUME TLCSet(1, 0)
Init == x = 0
Next == x < 3 /\ x' = x + 1 /\ TLCSet(1, TLCGet(1) + 1)
Level == TLCGet("level") = x + 1
After == TLCGet("distinct") = 4 /\ TLCGet("queue") = 0
====
