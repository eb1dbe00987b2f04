---- MODULE SymmetryOfFunctions ----
EXTENDS Naturals, TLC, Sequences
CONSTANT P
VARIABLE q
Sym == Permutations(P)
Init == q = <<>>
Next == \E p \in P : Len(q) < 3 /\ q' = Append(q, p)
Inv == Len(q) <= 3
====
