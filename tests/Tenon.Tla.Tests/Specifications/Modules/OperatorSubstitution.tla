---- MODULE OperatorSubstitution ----
EXTENDS Naturals
---- MODULE Folding ----
EXTENDS Naturals
CONSTANTS Op(_, _), Base, _\prec_
Three(a, b, c) == Op(Op(Op(Base, a), b), c)
Least(a, b) == IF a \prec b THEN a ELSE b
========================
Plus(a, b) == a + b
Sum == INSTANCE Folding WITH Op <- Plus, Base <- 0, \prec <- <
Product == INSTANCE Folding WITH Op <- *, Base <- 1, \prec <- >
Pairs == INSTANCE Folding WITH Op <- LAMBDA a, b : <<a, b>>, Base <- {}, \prec <- <
ASSUME Sum!Three(1, 2, 3) = 6 /\ Product!Three(2, 3, 4) = 24
ASSUME Sum!Least(1, 2) = 1 /\ Product!Least(1, 2) = 2
ASSUME Pairs!Three(1, 2, 3) = <<<<<<{}, 1>>, 2>>, 3>>
====
