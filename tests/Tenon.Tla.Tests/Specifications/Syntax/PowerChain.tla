---- MODULE PowerChain ----
EXTENDS Naturals
A == 2 ^ 2 ^ 2
====
