---- MODULE ReplacedBase ----
EXTENDS Naturals
VARIABLE x
May(n) == n = 1
Init == x = 0
Next == \E n \in 1..3 : May(n) /\ x' = n
====
