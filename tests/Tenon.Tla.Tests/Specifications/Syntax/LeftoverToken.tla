---- MODULE LeftoverToken ----
A == 1 2
====
