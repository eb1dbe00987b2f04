---- MODULE FairnessSubscriptIncomplete ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Part == x' = (x + 1) % 3
Next == Part /\ UNCHANGED y
Spec == Init /\ [][Next]_<<x, y>> /\ WF_<<x, y>>(Part)
Prop == []<>(x = 2)
====
