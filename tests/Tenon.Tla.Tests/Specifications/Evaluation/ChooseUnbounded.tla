---- MODULE ChooseUnbounded ----
ASSUME (CHOOSE x : x = 3) = 3
====
