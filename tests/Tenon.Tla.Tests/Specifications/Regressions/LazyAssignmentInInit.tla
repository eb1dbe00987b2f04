---- MODULE LazyAssignmentInInit ----
EXTENDS Integers
VARIABLE s
AInit(var) == \E val \in 0 .. 1 : (var = val /\ var > 0)
Init == AInit(s)
Next == s' = s
====
