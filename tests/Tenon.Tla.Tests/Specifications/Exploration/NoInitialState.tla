---- MODULE NoInitialState ----
VARIABLE x
Init == x \in {}
Next == x' = x
====
