---- MODULE AssumptionFalse ----
CONSTANT N
ASSUME N /= 3
====
