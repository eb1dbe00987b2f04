---- MODULE EmptyFunctions ----
EXTENDS Integers, FiniteSets
ASSUME Cardinality({<<>>, [x \in {} |-> x], [x \in 2 .. 1 |-> x], [x \in 3 .. 2 |-> x]}) = 1
ASSUME <<>> = [x \in 1 .. (-1) |-> x]
ASSUME Cardinality(SUBSET {[x \in 2 .. 1 |-> x], <<>>}) = 2
====
