---- MODULE TypedModelValues ----
CONSTANT a, b
ASSUME a /= b
ASSUME a /= 1
====
