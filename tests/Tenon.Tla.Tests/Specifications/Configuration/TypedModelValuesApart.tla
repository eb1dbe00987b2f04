---- MODULE TypedModelValuesApart ----
CONSTANT a, b
ASSUME a /= b
====
