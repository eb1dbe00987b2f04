---- MODULE TwoProperties ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 2 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
First == <>(x = 2)
Second == []<>(x = 0)
====
