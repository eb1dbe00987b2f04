---- MODULE VectorClocksModuleTest ----
EXTENDS VectorClocks, Integers, Sequences
ASSUME IsCausalOrder(<<[c |-> <<1, 0>>], [c |-> <<1, 1>>]>>, LAMBDA l : l.c)
====
