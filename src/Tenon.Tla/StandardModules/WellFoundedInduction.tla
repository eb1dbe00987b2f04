------------------------ MODULE WellFoundedInduction ------------------------
\* Theorems about well-founded relations are for provers; these are the notions that they speak of.
EXTENDS NaturalsInduction
IsTransitivelyClosedOn(R, S) == \A a, b, c \in S : <<a, b>> \in R /\ <<b, c>> \in R => <<a, c>> \in R
IsWellFoundedOn(R, S) == ~ \E chain \in [Nat -> S] : \A n \in Nat : <<chain[n + 1], chain[n]>> \in R
SetLessThan(a, R, S) == {b \in S : <<b, a>> \in R}
WFDefOn(R, S, Def(_, _)) == \A f, g : \A a \in S : (\A b \in SetLessThan(a, R, S) : f[b] = g[b]) => Def(f, a) = Def(g, a)
OpDefinesFcn(f, S, Def(_, _)) == f = CHOOSE g : g = [a \in S |-> Def(g, a)]
WFInductiveDefines(f, S, Def(_, _)) == f = [a \in S |-> Def(f, a)]
WFInductiveUnique(S, Def(_, _)) == \A f, g : WFInductiveDefines(f, S, Def) /\ WFInductiveDefines(g, S, Def) => f = g
OpToRel(_ \prec _, S) == {pair \in S \X S : pair[1] \prec pair[2]}
PreImage(f(_), S, R) == {pair \in S \X S : <<f(pair[1]), f(pair[2])>> \in R}
=============================================================================
