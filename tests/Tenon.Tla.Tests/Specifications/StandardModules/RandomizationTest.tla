---- MODULE RandomizationTest ----
EXTENDS Randomization, FiniteSets, Naturals
ASSUME LET S == RandomSubset(3, 1 .. 10) IN Cardinality(S) = 3 /\ S \subseteq 1 .. 10
ASSUME RandomSubset(2, {1, 2}) = {1, 2}
ASSUME \A S \in RandomSetOfSubsets(3, 2, 1 .. 5) : S \subseteq 1 .. 5
====
