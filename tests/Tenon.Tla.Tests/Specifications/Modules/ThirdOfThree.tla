---- MODULE ThirdOfThree ----
EXTENDS Naturals
Step == 3
Bound == 9
====
