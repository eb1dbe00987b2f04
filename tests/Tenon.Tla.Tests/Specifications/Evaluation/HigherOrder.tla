---- MODULE HigherOrder ----
EXTENDS Integers, Sequences, FiniteSets
Map(F(_), s) == [i \in DOMAIN s |-> F(s[i])]
Compose(F(_), G(_), x) == F(G(x))
RECURSIVE Reduce(_, _, _)
Reduce(Op(_, _), base, s) == IF s = <<>> THEN base ELSE Op(Head(s), Reduce(Op, base, Tail(s)))
Closure(k) == LET Add(x) == x + k IN Map(Add, <<1, 2, 3>>)
ASSUME Map(LAMBDA x : x * 2, <<1, 2>>) = <<2, 4>>
ASSUME Compose(LAMBDA x : x + 1, LAMBDA y : y * 10, 5) = 51
ASSUME Reduce(LAMBDA a, b : a - b, 0, <<5, 3, 1>>) = 5 - (3 - (1 - 0))
ASSUME Closure(10) = <<11, 12, 13>>
\* Names are bound where an operator is written, not where it is applied.
ASSUME LET x == 1 F(y) == x + y IN LET G(x2) == F(x2) IN \A z \in {10} : G(z) = 11
ASSUME \A k \in {1, 2} : Map(LAMBDA x : x + k, <<k>>) = <<2 * k>>
ASSUME LET Capture(F(_), k) == F(k + 1) IN \A k \in {5} : Capture(LAMBDA x : x + k, 1) = 7
====
