---- MODULE SubsetsOfOneSize ----
EXTENDS FiniteSetsExt, FiniteSets, Integers
ASSUME kSubset(2, 1 .. 4) = {s \in SUBSET (1 .. 4) : Cardinality(s) = 2}
ASSUME kSubset(2, 1 .. 4) /= kSubset(1, 1 .. 4)
ASSUME kSubset(2, 1 .. 4) /= SUBSET (1 .. 4)
ASSUME (CHOOSE s \in kSubset(2, 1 .. 4) : TRUE) = (CHOOSE s \in {{3, 4}, {2, 4}, {2, 3}, {1, 4}, {1, 3}, {1, 2}} : TRUE)
ASSUME (CHOOSE s \in kSubset(2, 1 .. 4) : 4 \in s) = (CHOOSE s \in {x \in SUBSET (1 .. 4) : Cardinality(x) = 2} : 4 \in s)
====
