---- MODULE RandomIsSeeded ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = x + RandomElement(1 .. 3)
Inv == x < 12
====
