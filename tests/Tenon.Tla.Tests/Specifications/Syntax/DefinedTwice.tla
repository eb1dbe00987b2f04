---- MODULE DefinedTwice ----
A == 1
A == 2
====
