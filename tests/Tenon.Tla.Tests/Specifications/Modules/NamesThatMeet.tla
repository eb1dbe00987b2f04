---- MODULE NamesThatMeet ----
EXTENDS FirstOfTwo, SecondOfTwo
VARIABLE x
INSTANCE ThirdOfThree
Init == x = 0
Next == x + Twice < Bound /\ x' = x + Step
====
