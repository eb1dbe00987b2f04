---- MODULE LazyArgumentsOfNext ----
S == {"n1", "n2"}
VARIABLES a, b
Both(u, v) ==
    /\ u \in [S -> {"x", "y"}]
    /\ v \in [S -> S]
    /\ \A s \in S : u[s] = "x" => v[s] = s
Passed(u, v) == LET w == u IN LET z == v IN Both(w, z)
Init == Passed(a, b)
Next == Passed(a', b')
====
