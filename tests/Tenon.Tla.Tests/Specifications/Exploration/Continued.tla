---- MODULE Continued ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 7 /\ x' = x + 1
Small == x < 3
Even == x # 5
Slow == [][x' # 6]_x
====
