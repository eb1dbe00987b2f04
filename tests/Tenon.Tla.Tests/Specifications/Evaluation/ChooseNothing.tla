---- MODULE ChooseNothing ----
ASSUME (CHOOSE x \in {1, 2} : x = 3) = 3
====
