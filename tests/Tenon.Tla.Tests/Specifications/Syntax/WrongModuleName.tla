---- MODULE Another ----
A == 1
====
