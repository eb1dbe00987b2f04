---- MODULE SeveralConstraints ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == \/ x' = x + 1 /\ y' = y
        \/ y' = y + 1 /\ x' = x
Narrow == x < 3
Low == y < 2
Slow == x' + y' <= x + y + 1
====
