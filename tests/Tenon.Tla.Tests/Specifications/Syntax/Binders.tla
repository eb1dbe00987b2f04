---- MODULE Binders ----
EXTENDS Integers, FiniteSets
P == {1, 2} \X {3, 4}
ASSUME \A <<a, b>> \in P : a < b
ASSUME \E <<a, b>> \in P, c \in {7} : a + b + c = 11
ASSUME \A x, y \in {1, 2}, z \in {3} : x + y < z + 2
ASSUME {a + b : <<a, b>> \in P} = {4, 5, 6}
ASSUME {<<a, b>> \in P : a + b = 5} = {<<1, 4>>, <<2, 3>>}
ASSUME {x + y : x \in {1, 2}, y \in {10}} = {11, 12}
ASSUME {x + y + z : x, y \in {1, 2}, z \in {0}} = {2, 3, 4}
ASSUME [<<a, b>> \in P |-> a * b][<<2, 3>>] = 6
ASSUME [x \in {1, 2}, y \in {3} |-> x + y][2, 3] = 5
ASSUME [x, y \in {1, 2} |-> x - y][<<2, 1>>] = 1
ASSUME (CHOOSE <<a, b>> \in P : a + b = 4) = <<1, 3>>
ASSUME {x \in {1, 2, 3} : x > 1} = {2, 3}
\* What could be both is a selection, not a set of booleans.
ASSUME {x \in {1, 3} : x \in {1, 2}} = {1}
ASSUME {(x \in {1}) : x \in {1, 2}} = {TRUE, FALSE}
\* The innermost binder wins only where it stands.
ASSUME {n : n \in {m + 1 : m \in {1, 2}}} = {2, 3}
ASSUME \A S \in SUBSET {1, 2} : Cardinality(S) <= 2
ASSUME \A x \in {} : FALSE
ASSUME ~ \E x \in {} : TRUE
====
