---- MODULE EndlessRecursion ----
EXTENDS Integers
RECURSIVE Count(_)
Count(n) == 1 + Count(n + 1)
ASSUME Count(0) = 0
====
