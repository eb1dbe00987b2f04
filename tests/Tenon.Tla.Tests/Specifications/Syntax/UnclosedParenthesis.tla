---- MODULE UnclosedParenthesis ----
A == (1
B == 2
====
