---- MODULE AmpersandMinus ----
EXTENDS Integers
a & b == a + b
ASSUME 3 & -1 = 2
====
