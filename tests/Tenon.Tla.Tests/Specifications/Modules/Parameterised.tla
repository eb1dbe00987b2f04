---- MODULE Parameterised ----
EXTENDS Naturals
VARIABLE f
Ids == {1, 2}
---- MODULE Cell ----
EXTENDS Naturals
CONSTANT Me
VARIABLE v
Init == v = 0
Raise(by) == v + by <= 2 /\ v' = v + by
Is(n) == v = n
=====================
CellOf(i) == INSTANCE Cell WITH Me <- i, v <- f[i]
Zeroth(i) == CellOf(i)!Is(0)
Init == f = [i \in Ids |-> 0]
Next == \E i \in Ids : \E by \in {1, 2} : f[i] + by <= 2 /\ f' = [f EXCEPT ![i] = @ + by]
Spec == Init /\ [][Next]_f
Inv == \A i \in Ids : \E n \in 0 .. 2 : CellOf(i)!Is(n)
Refines == \A i \in Ids : Zeroth(i) /\ CellOf(i)!Init /\ [][\E by \in {1, 2} : CellOf(i)!Raise(by)]_(f[i])
====
