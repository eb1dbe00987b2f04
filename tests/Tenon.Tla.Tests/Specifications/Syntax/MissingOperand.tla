---- MODULE MissingOperand ----
A == TRUE /\
B == TRUE
====
