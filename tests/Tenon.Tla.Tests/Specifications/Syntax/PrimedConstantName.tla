---- MODULE PrimedConstantName ----
VARIABLE x
A == (x')' = 1
====
