---- MODULE FiniteSetsTest ----
EXTENDS FiniteSets, Integers
ASSUME Cardinality({}) = 0 /\ Cardinality({1, 1, 2}) = 2 /\ Cardinality(3 .. 7) = 5
ASSUME IsFiniteSet(1 .. 3) /\ ~IsFiniteSet(Nat)
====
