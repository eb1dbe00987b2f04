---- MODULE OnlyConstants ----
EXTENDS Naturals
ASSUME 1 + 1 = 2
====
