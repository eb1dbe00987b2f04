---- MODULE MissingSubstitution ----
EXTENDS Naturals
---- MODULE Inner ----
CONSTANT M
======================
I == INSTANCE Inner
A == 1
====
