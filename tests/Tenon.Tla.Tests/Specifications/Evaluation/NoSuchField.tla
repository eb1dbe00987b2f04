---- MODULE NoSuchField ----
ASSUME [a |-> 1].b = 1
====
