---- MODULE WrongArity ----
F(a, b) == a
A == F(1)
====
