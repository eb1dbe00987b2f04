---- MODULE StatisticsOfSearch ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x < 5 /\ x' \in {x, x + 1}
Inv ==
  /\ TLCGet("distinct") = x + 1
  /\ TLCGet("generated") = 2 * x + 1
  /\ TLCGet("level") = x + 1
  /\ TLCGet("stats").distinct = TLCGet("distinct")
  /\ TLCGet("config").deadlock = FALSE
Post == TLCGet("distinct") = 6 /\ TLCGet("generated") = 11 /\ TLCGet("diameter") = 6 /\ TLCGet("queue") = 0
====
