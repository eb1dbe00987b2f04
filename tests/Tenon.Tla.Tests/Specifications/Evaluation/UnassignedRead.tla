---- MODULE UnassignedRead ----
VARIABLE x
Init == x = 0
Next == (x' # 1) /\ x' = 2
====
