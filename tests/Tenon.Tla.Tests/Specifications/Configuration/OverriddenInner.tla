---- MODULE OverriddenInner ----
EXTENDS Naturals
CONSTANT c
Evens == {n \in Nat : n % 2 = 0}
First == CHOOSE n \in Evens : n > c
====
