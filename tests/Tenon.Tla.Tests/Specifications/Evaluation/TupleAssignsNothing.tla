---- MODULE TupleAssignsNothing ----
EXTENDS Integers, Sequences
VARIABLES x, y
Init == <<x, y>> = <<1, 2>> \/ (x = 0 /\ y = 0)
Next == UNCHANGED <<x, y>>
====
