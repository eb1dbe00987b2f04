---- MODULE LevelOfInstance ----
VARIABLE x
---- MODULE M ----
VARIABLE c
D == c' = 1
==================
I == INSTANCE M WITH c <- x'
====
