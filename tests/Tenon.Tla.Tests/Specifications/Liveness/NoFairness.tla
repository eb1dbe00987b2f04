---- MODULE NoFairness ----
EXTENDS Naturals
VARIABLE x
vars == <<x>>
Init == x = 0
Go == x < 2 /\ x' = x + 1
Back == x = 2 /\ x' = 0
Next == Go \/ Back
Spec == Init /\ [][Next]_vars
Prop == <>(x = 1)
====
