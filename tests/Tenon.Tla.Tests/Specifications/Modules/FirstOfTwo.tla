---- MODULE FirstOfTwo ----
EXTENDS Naturals
VARIABLE x
Step == 1
Limit == 3
====
