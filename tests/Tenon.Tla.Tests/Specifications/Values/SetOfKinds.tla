---- MODULE SetOfKinds ----
EXTENDS Naturals
ASSUME {1, "a"} = {"a", 1}
====
