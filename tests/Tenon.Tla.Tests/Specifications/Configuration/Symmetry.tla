---- MODULE Symmetry ----
EXTENDS Naturals, TLC, FiniteSets
CONSTANT P
VARIABLE got
Sym == Permutations(P)
Init == got = {}
Next == \E p \in P : p \notin got /\ got' = got \cup {p}
Inv == Cardinality(got) <= 3
====
