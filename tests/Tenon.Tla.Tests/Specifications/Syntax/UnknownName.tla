---- MODULE UnknownName ----
A == Foo + 1
====
