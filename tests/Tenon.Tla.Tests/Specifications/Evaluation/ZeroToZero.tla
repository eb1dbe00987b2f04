---- MODULE ZeroToZero ----
EXTENDS Integers
ASSUME 0 ^ 0 = 1
====
