---- MODULE ApplyNonFunction ----
EXTENDS Naturals
ASSUME LET n == 5 IN n[1] = 1
====
