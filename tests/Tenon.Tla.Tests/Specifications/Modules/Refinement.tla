---- MODULE Refinement ----
EXTENDS Naturals
VARIABLES low, high
---- MODULE Clock ----
EXTENDS Naturals
VARIABLE hour
Init == hour = 0
Tick == hour' = (hour + 1) % 4
Spec == Init /\ [][Tick]_hour /\ WF_hour(Tick)
======================
C == INSTANCE Clock WITH hour <- low + 2 * high
Init == low = 0 /\ high = 0
Flip == \/ low = 0 /\ low' = 1 /\ high' = high
        \/ low = 1 /\ low' = 0 /\ high' = 1 - high
Spec == Init /\ [][Flip]_<<low, high>> /\ WF_<<low, high>>(Flip)
ClockSpec == C!Spec
====
