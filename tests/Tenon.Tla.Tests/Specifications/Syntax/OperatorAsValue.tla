---- MODULE OperatorAsValue ----
F(a) == a
A == {F}
====
