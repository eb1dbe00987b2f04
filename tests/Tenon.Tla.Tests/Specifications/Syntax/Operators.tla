---- MODULE Operators ----
EXTENDS Naturals, Sequences
a (+) b == a + b + 1
a ++ b == a * 10 + b
-. a == 0 - a
a ^# == a * a
a \sqcup b == IF a > b THEN a ELSE b
S \prec T == S \subseteq T
a !! b == <<a, b>>
Fold(Op(_, _), base, s) == LET G[i \in 0 .. Len(s)] == IF i = 0 THEN base ELSE Op(G[i - 1], s[i]) IN G[Len(s)]
Twice(F(_), v) == F(F(v))
Inc(v) == v + 1
Const(c) == c
Apply2(F(_, _), x, y) == F(x, y)
ASSUME 1 (+) 2 = 4
ASSUME 1 ++ 2 = 12
ASSUME -5 + 5 = 0
ASSUME 3 ^# = 9
ASSUME 2 \sqcup 3 = 3
ASSUME {1} \prec {1, 2}
ASSUME 1 !! 2 = <<1, 2>>
ASSUME Fold(+, 0, <<1, 2, 3>>) = 6
ASSUME Fold(LAMBDA x, y : x * y, 1, <<2, 3>>) = 6
ASSUME Twice(Inc, 1) = 3
ASSUME Twice(LAMBDA x : x * x, 3) = 81
ASSUME Apply2(-, 5, 3) = 2
ASSUME Apply2(\o, <<1>>, <<2>>) = <<1, 2>>
ASSUME Apply2(++, 1, 2) = 12
ASSUME Apply2(\sqcup, 1, 2) = 2
ASSUME LET Local(x) == x + 1 IN Twice(Local, 1) = 3
ASSUME LET a \odot b == a - b IN 3 \odot 1 = 2
====
