---- MODULE Swapped ----
EXTENDS Sequences, Naturals
VARIABLES a, b
Step == /\ a < 3
        /\ a' = a + 1
        /\ b' = SelectSeq(b, LAMBDA e : e # a')
Can == ENABLED (Step /\ Len(b') = Len(b) - 1)
====
