---- MODULE LivenessErrorIsNoSuccess ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 1 /\ x' = x + 1
Spec == Init /\ [][Next]_x
Prop == <>(<<7>>[x] = 7)
====
