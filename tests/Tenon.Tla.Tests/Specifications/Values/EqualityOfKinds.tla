---- MODULE EqualityOfKinds ----
EXTENDS Naturals
ASSUME 1 /= "a"
====
