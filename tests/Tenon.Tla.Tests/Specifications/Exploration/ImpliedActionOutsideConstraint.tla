---- MODULE ImpliedActionOutsideConstraint ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x + 1 \/ x' = 0
Spec == Init /\ [][Next]_x
Bound == x < 3
Small == [][x' <= x + 1]_x
====
