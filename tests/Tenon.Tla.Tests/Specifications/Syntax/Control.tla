---- MODULE Control ----
EXTENDS Integers
ASSUME IF 1 > 0 THEN TRUE ELSE FALSE
ASSUME (IF FALSE THEN 1 ELSE IF FALSE THEN 2 ELSE 3) = 3
ASSUME (CASE 1 = 2 -> 1 [] 2 = 2 -> 2 [] OTHER -> 3) = 2
ASSUME (CASE FALSE -> 1 [] OTHER -> 3) = 3
\* The first that is true, in the order in which they stand.
ASSUME (CASE TRUE -> 1 [] TRUE -> 2) = 1
ASSUME LET a == 1 b == a + 1 IN a + b = 3
ASSUME LET a == 1 IN LET b == a IN b = 1
ASSUME LET F(x) == x + 1 G(y) == F(y) * 2 IN G(1) = 4
ASSUME LET RECURSIVE Sum(_) Sum(n) == IF n = 0 THEN 0 ELSE n + Sum(n - 1) IN Sum(3) = 6
RECURSIVE Even(_), Odd(_)
Even(n) == IF n = 0 THEN TRUE ELSE Odd(n - 1)
Odd(n) == IF n = 0 THEN FALSE ELSE Even(n - 1)
ASSUME Even(10) /\ ~Even(7)
\* An else branch extends as far as it can.
ASSUME (IF TRUE THEN 1 ELSE 2 + 1) = 1
ASSUME 1 + (IF FALSE THEN 1 ELSE 2 + 1) = 4
====
