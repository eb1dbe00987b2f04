---- MODULE StaleArgumentAcrossInstances ----
EXTENDS Naturals
VARIABLE f
Ids == {1, 2}
---- MODULE Machine ----
EXTENDS Naturals
VARIABLE state
CONSTANT Domain
InitAs(D, tag) == state = [d \in D |-> 0] /\ tag # ""
Init == InitAs(Domain, "inner")
========================
All == INSTANCE Machine WITH state <- f, Domain <- Ids
One(n) == INSTANCE Machine WITH state <- [d \in {n} |-> f[d]], Domain <- {n}
Init == All!InitAs(Ids, "outer")
Next == f' = f
Spec == Init /\ [][Next]_f
Prop == All!Init /\ One(1)!Init /\ One(2)!Init /\ One(2)!InitAs({2}, "here")
====
