---- MODULE StatisticsEndSearch ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = x + 1
Enough == TLCGet("distinct") > 20 => TLCSet("exit", TRUE)
====
