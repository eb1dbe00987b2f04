---- MODULE SafetyInLiveness ----
EXTENDS Naturals
VARIABLE x
Init == x = 1
Next == IF x = 5 THEN UNCHANGED x ELSE x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
Prop == (x = 1) => <>[](x = 5)
Other == <>TRUE => <>[]TRUE
====
