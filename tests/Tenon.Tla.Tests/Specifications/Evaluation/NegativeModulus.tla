---- MODULE NegativeModulus ----
EXTENDS Integers
ASSUME 5 % -3 = 2
====
