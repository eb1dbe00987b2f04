---- MODULE PropertyViolatedByStep ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
\* The violating step leads to a state that was seen before.
Next == x' = (x + 1) % 3
Spec == Init /\ [][Next]_x
Up == [][x' > x]_x
====
