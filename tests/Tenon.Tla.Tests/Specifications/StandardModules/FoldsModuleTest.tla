---- MODULE FoldsModuleTest ----
EXTENDS Folds, Integers
ASSUME MapThenFoldSet(LAMBDA a, b : a + b, 0, LAMBDA x : x * 2, LAMBDA S : CHOOSE x \in S : TRUE, {1, 2, 3}) = 12
====
