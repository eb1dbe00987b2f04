---- MODULE ParameterOrder ----
EXTENDS Naturals
VARIABLES x, y
SetBoth(a, b) == x' = a /\ y' = b
Swapped(a, b) == y' = b /\ x' = a
Init == x = 0 /\ y = 0
Next == \/ x < 3 /\ SetBoth(x + 1, x' * 10)
        \/ x < 3 /\ Swapped(y' + 1, x)
====
