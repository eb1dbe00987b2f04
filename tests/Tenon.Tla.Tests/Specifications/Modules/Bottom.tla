---- MODULE Bottom ----
EXTENDS Naturals
CONSTANT N
Shared == N + 1
LOCAL Hidden == 7
====
