---- MODULE DoublePrime ----
VARIABLE x
A == x'' = 1
====
