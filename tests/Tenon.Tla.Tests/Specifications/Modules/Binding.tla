---- MODULE Binding ----
EXTENDS Naturals
VARIABLE v
\* The substituted expression holds a name that is bound here.
Bigger == \E n \in 1 .. 3 : n = v
Mapped == {n + v : n \in {1}}
Op(n) == n + v
====
