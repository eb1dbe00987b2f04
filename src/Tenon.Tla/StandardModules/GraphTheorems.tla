---- MODULE GraphTheorems ----
\* The theorems are for provers.
EXTENDS Graphs, Sequences
====
