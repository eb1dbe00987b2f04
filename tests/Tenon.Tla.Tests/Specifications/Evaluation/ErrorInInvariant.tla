---- MODULE ErrorInInvariant ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x + 1
Inv == <<7, 7>>[x + 1] = 7
====
