---- MODULE Replaced ----
EXTENDS Naturals
VARIABLE x
Evens == {i \in Nat : i % 2 = 0}
Init == x = 0
Next == x' \in Evens
====
