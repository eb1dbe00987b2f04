---- MODULE BoundVariableInInstance ----
EXTENDS Naturals
VARIABLE f
Ids == {1, 2}
---- MODULE Cell ----
EXTENDS Naturals
VARIABLE v
Raise(by) == v + by <= 2 /\ v' = v + by
=====================
CellOf(i) == INSTANCE Cell WITH v <- f[i]
Init == f = [i \in Ids |-> 0]
Next == \E i \in Ids : \E by \in {1, 2} : f[i] + by <= 2 /\ f' = [f EXCEPT ![i] = @ + by]
Allowed == \E i \in Ids : \E by \in {1, 2} : CellOf(i)!Raise(by)
Which == \E i \in Ids, by \in {1, 2} : CellOf(i)!Raise(by) /\ (f'[i] - f[i] = by)
Spec == Init /\ [][Next]_f
Prop == [][Allowed /\ Which]_f
====
