---- MODULE DefaultInner ----
EXTENDS Naturals
CONSTANT N
VARIABLES x, z
Init == x = 0 /\ z = N
Next == x' = (x + 1) % N /\ z' = z
====
