---- MODULE SeveralInitialStates ----
EXTENDS Naturals
VARIABLE x
Init == x \in {0, 5}
Next == x < 5 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
\* Of one that starts at 5 this is false.
Prop == <>(x = 3)
====
