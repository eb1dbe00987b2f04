---- MODULE EnabledSimpleInstance ----
EXTENDS Naturals
VARIABLE x
---- MODULE M ----
EXTENDS Naturals
VARIABLE v
Up == v < 2 /\ v' = v + 1
Can == ENABLED Up
Spec == v = 0 /\ [][Up]_v /\ WF_v(Up)
==================
I == INSTANCE M WITH v <- x
Init == x = 0
Next == x < 2 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ WF_x(Next)
Inv == I!Can <=> x < 2
InSpec == I!Spec
====
