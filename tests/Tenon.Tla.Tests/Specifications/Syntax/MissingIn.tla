---- MODULE MissingIn ----
A == LET a == 1 a
====
