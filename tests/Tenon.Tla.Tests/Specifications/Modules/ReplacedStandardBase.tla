---- MODULE ReplacedStandardBase ----
EXTENDS Naturals, Sequences
VARIABLE s
Init == s \in Seq({1, 2})
Next == s # <<>> /\ s' = Tail(s)
====
