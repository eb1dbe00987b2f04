---- MODULE QuorumTheorems ----
\* The theorems are for provers.
EXTENDS Quorum, Integers, FiniteSets
====
