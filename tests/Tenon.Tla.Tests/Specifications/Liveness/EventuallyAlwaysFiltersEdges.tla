---- MODULE EventuallyAlwaysFiltersEdges ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
A == x = 0 /\ x' = 1
B == x = 1 /\ x' = 0
C == x = 1 /\ x' = 2
Next == A \/ B \/ C
Spec == Init /\ [][Next]_x /\ WF_x(Next)
Prop == <>[][A]_x => <>[](x \in {1, 2})
====
