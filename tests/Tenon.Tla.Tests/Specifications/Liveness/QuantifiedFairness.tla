---- MODULE QuantifiedFairness ----
EXTENDS Naturals
P == {1, 2}
VARIABLE c
vars == <<c>>
Init == c = [p \in P |-> 0]
Step(p) == c' = [c EXCEPT ![p] = (c[p] + 1) % 3]
Next == \E p \in P : Step(p)
Spec == Init /\ [][Next]_vars /\ \A p \in P : WF_vars(Step(p))
Prop == \A p \in P : []<>(c[p] = 2)
====
