---- MODULE Sets ----
EXTENDS Integers, Sequences, FiniteSets
S == {1, 2, 3}
ASSUME S = 1 .. 3 /\ S = {3, 2, 1, 1} /\ S = {x \in 0 .. 5 : x \in S} /\ S = {x + 1 : x \in 0 .. 2}
ASSUME S = UNION {{1}, {2, 3}} /\ S = {1} \cup {2} \cup {3} /\ S = 0 .. 3 \ {0} /\ S = 1 .. 5 \cap -1 .. 3
ASSUME SUBSET {1, 2} = {{}, {1}, {2}, {1, 2}} /\ {{2, 1}, {}, {2}, {1}} = SUBSET {1, 2}
ASSUME SUBSET {} = {{}} /\ UNION {} = {} /\ UNION {{}} = {}
ASSUME [{1, 2} -> {3}] = {<<3, 3>>} /\ {<<3, 3>>} = [1 .. 2 -> {3}]
ASSUME [{} -> S] = {<<>>} /\ [{1} -> {}] = {}
ASSUME {1} \X {} = {} /\ {} \X {1} = {} /\ {1} \X {} = {2} \X {}
ASSUME [a : {}] = {} /\ [a : {}] = [b : {}] /\ [a : {1}, b : {}] = {}
ASSUME 1 .. 0 = {} /\ 5 .. 2 = 3 .. 1 /\ {x \in S : x > 5} = {}
ASSUME {1} \X {2} = {<<1, 2>>} /\ [a : {1}] = {[a |-> 1]}
ASSUME Cardinality({1 .. 2, {1, 2}, {2, 1}, {x \in S : x < 3}, UNION {{1}, {2}}}) = 1
ASSUME Cardinality({SUBSET {1}, {{}, {1}}}) = 1
ASSUME Cardinality({{}, 1 .. 0, {x \in {1} : FALSE}, SUBSET {} \ {{}}, [{1} -> {}], [a : {}], {} \X {1}}) = 1
ASSUME {1} \subseteq S /\ {} \subseteq {} /\ S \subseteq S /\ ~(S \subseteq {1})
ASSUME {1, 2} \subseteq Nat /\ {-1} \subseteq Int /\ ~({-1} \subseteq Nat)
ASSUME SUBSET {1} \subseteq SUBSET {1, 2}
ASSUME Cardinality(SUBSET (1 .. 10)) = 1024 /\ Cardinality([1 .. 3 -> 1 .. 4]) = 64 /\ Cardinality([a : 1 .. 3, b : 1 .. 5]) = 15
ASSUME BOOLEAN = {TRUE, FALSE}
ASSUME {S, {1}} \ {1 .. 3} = {{1}}
====
