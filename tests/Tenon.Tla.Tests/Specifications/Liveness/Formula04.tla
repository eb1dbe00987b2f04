---- MODULE Formula04 ----
EXTENDS Naturals
VARIABLE x
vars == x
Init == x = 0
Left == x = 0 /\ x' = 1
Right == x = 0 /\ x' = 2
LoopA == x = 1 /\ x' = 3
LoopB == x = 3 /\ x' = 1
Next == Left \/ Right \/ LoopA \/ LoopB
Spec == Init /\ [][Next]_vars /\ WF_vars(Next)
Prop == <>[](x = 2)
====
