---- MODULE Choose ----
EXTENDS Integers, Sequences, FiniteSets
Any(S) == CHOOSE x \in S : TRUE
ASSUME Any({3, 1, 2}) = Any({2, 3, 1}) /\ Any({3, 1, 2}) = Any(1 .. 3) /\ Any(1 .. 3) = Any({x + 1 : x \in 0 .. 2})
ASSUME Any(SUBSET {1, 2}) = Any({{1}, {2}, {1, 2}, {}}) /\ Any(SUBSET {1, 2} \ {{}}) = Any({{2}, {1, 2}, {1}})
ASSUME Any({"b", "a"}) = Any({"a", "b"})
ASSUME Any([{1, 2} -> {3, 4}]) = Any({<<4, 4>>, <<3, 4>>, <<4, 3>>, <<3, 3>>})
ASSUME Any([a : {2, 1}]) = Any({[a |-> 2], [a |-> 1]})
ASSUME Any({1, 2} \X {3, 4}) = Any({<<2, 4>>, <<2, 3>>, <<1, 4>>, <<1, 3>>})
ASSUME Any({<<1, 2>>, <<3>>}) = Any({[x \in {1} |-> 3], [x \in 1 .. 2 |-> x]})
ASSUME Any(UNION {{2}, {1}}) = Any({1, 2})
ASSUME (CHOOSE x \in 1 .. 5 : x > 2) \in 3 .. 5
ASSUME (CHOOSE x \in {5, 4, 3} : x > 2) = (CHOOSE x \in 3 .. 5 : x > 2)
\* The least of what holds: integers by size, sets by size and then element by element.
ASSUME (CHOOSE x \in {3, 1, 2} : x > 1) = 2
ASSUME Any(SUBSET {1, 2}) = {}
ASSUME (CHOOSE s \in SUBSET {1, 2, 3} : Cardinality(s) = 2) = {1, 2}
====
