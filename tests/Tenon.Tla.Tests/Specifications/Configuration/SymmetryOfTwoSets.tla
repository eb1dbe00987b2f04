---- MODULE SymmetryOfTwoSets ----
EXTENDS Naturals, TLC
CONSTANTS P, Q
VARIABLE f
Sym == Permutations(P) \cup Permutations(Q)
Init == f \in [P -> Q]
Next == \E p \in P, q \in Q : f' = [f EXCEPT ![p] = q]
====
