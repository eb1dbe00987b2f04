---- MODULE FiniteSetsExtTheorems ----
\* The theorems are for provers.
EXTENDS FiniteSetsExt, FiniteSets, Integers
====
