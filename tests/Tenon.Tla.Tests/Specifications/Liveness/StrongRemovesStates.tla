---- MODULE StrongRemovesStates ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Small == \/ x = 0 /\ x' = 1
         \/ x = 1 /\ x' = 0
Big == \/ x = 1 /\ x' = 2
       \/ x = 2 /\ x' = 0
Out == x = 2 /\ x' = 3
Next == Small \/ Big \/ Out
Spec == Init /\ [][Next]_x /\ WF_x(Small) /\ SF_x(Out)
Prop == <>(x = 3)
====
