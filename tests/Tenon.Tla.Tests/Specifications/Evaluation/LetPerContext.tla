---- MODULE LetPerContext ----
EXTENDS Integers
ASSUME {LET y == x * x IN y + y : x \in 1 .. 3} = {2, 8, 18}
ASSUME \A x \in 1 .. 3 : LET y == x + 1 IN LET z == y + x IN z = 2 * x + 1
F(n) == LET a == n + 1 b == a * a IN b
ASSUME F(1) = 4 /\ F(2) = 9
RECURSIVE G(_)
G(n) == LET r == IF n = 0 THEN 0 ELSE G(n - 1) IN r + n
ASSUME G(4) = 10
ASSUME [x \in 1 .. 2 |-> LET H[k \in 0 .. x] == IF k = 0 THEN x ELSE H[k - 1] + 1 IN H[x]] = <<2, 4>>
====
