---- MODULE NextWithoutInit ----
VARIABLE x
Init == x = 0
Next == x' = x
====
