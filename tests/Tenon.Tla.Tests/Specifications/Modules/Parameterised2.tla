---- MODULE Parameterised2 ----
EXTENDS Naturals
---- MODULE Cell ----
CONSTANT Me
====
CellOf(i) == INSTANCE Cell WITH Me <- i
Two == CellOf(2)
====
