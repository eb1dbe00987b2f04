---- MODULE OperatorConstant ----
EXTENDS Naturals
CONSTANTS Op(_, _), Unary(_)
ASSUME Op(1, 2) = 3 /\ Unary(4) = 5
PlusHere(a, b) == a + b
IncHere(a) == a + 1
====
