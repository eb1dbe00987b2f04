---- MODULE ModPlusMixed ----
EXTENDS Naturals
A == 4 % 3 + 1
====
