---- MODULE UnclosedComment ----
(* A comment that nobody closes
A == 2
====
