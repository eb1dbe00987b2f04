---- MODULE DeepRecursion ----
EXTENDS Integers
RECURSIVE Count(_)
Count(n) == IF n = 0 THEN 0 ELSE 1 + Count(n - 1)
ASSUME Count(1500) = 1500
====
