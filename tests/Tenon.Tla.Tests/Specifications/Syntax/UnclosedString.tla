---- MODULE UnclosedString ----
A == "abc
B == 2
====
