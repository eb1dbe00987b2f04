---- MODULE StrongOfTwoActions ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
A == x = 0 /\ x' = 1
B == x = 0 /\ x' = 2
Back == x # 0 /\ x' = 0
Next == A \/ B \/ Back
Spec == Init /\ [][Next]_x /\ SF_x(A) /\ SF_x(B) /\ WF_x(Back)
Prop == []<>(x = 1) /\ []<>(x = 2)
====
