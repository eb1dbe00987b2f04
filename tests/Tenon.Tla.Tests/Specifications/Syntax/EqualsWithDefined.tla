---- MODULE EqualsWithDefined ----
VARIABLE x
Init == x == 0
====
