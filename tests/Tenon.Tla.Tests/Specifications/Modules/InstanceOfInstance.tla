---- MODULE InstanceOfInstance ----
EXTENDS Naturals
VARIABLE x
---- MODULE A ----
EXTENDS Naturals
VARIABLE a
CONSTANT K
Next == a' = (a + K) % 6
Double(n) == n * K + a
==================
---- MODULE B ----
EXTENDS Naturals
VARIABLE b
CONSTANT J
InA == INSTANCE A WITH a <- b + 1, K <- J * 2
Value(n) == InA!Double(n)
==================
InB == INSTANCE B WITH b <- x * 10, J <- 3
Init == x = 0
Next == x' = 1 - x
Spec == Init /\ [][Next]_x
\* a = 10 x + 1, K = 6
Inv == InB!Value(2) = 12 + 10 * x + 1 /\ InB!InA!Double(0) = 10 * x + 1
====
