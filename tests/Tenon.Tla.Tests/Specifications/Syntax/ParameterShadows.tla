---- MODULE ParameterShadows ----
VARIABLE x
A(x) == x
====
