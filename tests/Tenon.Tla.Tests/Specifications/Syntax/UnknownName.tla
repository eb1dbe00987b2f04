---- MODULE UnknownName ----
EXTENDS Naturals
A == Foo + 1
====
