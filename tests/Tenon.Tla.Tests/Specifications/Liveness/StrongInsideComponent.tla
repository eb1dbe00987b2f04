---- MODULE StrongInsideComponent ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Loop == x \in {0, 1, 2} /\ x' = (x + 1) % 3
Out == x = 1 /\ x' = 3
Rest == x = 3 /\ x' = 4
Next == Loop \/ Out \/ Rest
Spec == Init /\ [][Next]_x /\ WF_x(Loop) /\ SF_x(Out) /\ WF_x(Rest)
Prop == <>[](x = 4)
====
