---- MODULE ConstantWithoutValue ----
CONSTANT N
VARIABLE x
Init == x = N
Next == x' = x
====
