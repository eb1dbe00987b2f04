---- MODULE FoldsTheorems ----
\* The theorems are for provers.
EXTENDS Folds, FiniteSets
====
