---- MODULE OneOfManyFairnessConditions ----
EXTENDS Integers
VARIABLE x
Init == x = 0
Next == x' \in 0 .. 40
Spec == Init /\ [][Next]_x /\ \A i \in 1 .. 39 : WF_x(Next /\ x' # x /\ i > 0)
Prop == []<>(x = 40)
====
