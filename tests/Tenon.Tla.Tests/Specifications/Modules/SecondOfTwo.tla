---- MODULE SecondOfTwo ----
EXTENDS Naturals
VARIABLE x
Step == 2
Twice == Step * 2
Limit == 4
====
