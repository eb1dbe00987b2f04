---- MODULE LeftSide ----
EXTENDS Bottom
L == Shared + 1
====
