---- MODULE PropertyOfInitialState ----
EXTENDS Naturals
VARIABLE x
Init == x \in {0, 1}
Next == x' = x
Spec == Init /\ [][Next]_x
Zero == x = 0
====
