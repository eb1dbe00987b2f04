---- MODULE NegativeThroughDefinition ----
EXTENDS Integers
CONSTANTS Low, Pair
MinusTwo == -2
APair == <<1, [a |-> 2]>>
ASSUME Low = -2 /\ Pair[2].a = 2
====
