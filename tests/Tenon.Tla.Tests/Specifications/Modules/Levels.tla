---- MODULE Levels ----
VARIABLE x
Init == x = 0
Next == x' = x
ASSUME A == x = 0
====
