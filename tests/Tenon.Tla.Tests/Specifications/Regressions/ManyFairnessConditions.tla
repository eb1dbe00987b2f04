---- MODULE ManyFairnessConditions ----
EXTENDS Integers
VARIABLE x
Init == x = FALSE
Next == x' \in BOOLEAN
Spec == Init /\ [][Next]_x /\ \A i \in 1 .. 6 : \A j \in 1 .. 7 : WF_x(Next /\ i + j > 0)
Prop == <>[](x \in BOOLEAN) /\ []<>(x = TRUE)
====
