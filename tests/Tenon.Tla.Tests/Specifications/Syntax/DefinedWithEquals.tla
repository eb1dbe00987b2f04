---- MODULE DefinedWithEquals ----
EXTENDS Naturals
A = 1
====
