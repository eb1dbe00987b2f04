---- MODULE FiniteSetsExt ----
EXTENDS Integers, FiniteSets, Folds, Functions

FoldSet(Op(_, _), base, S) == MapThenFoldSet(Op, base, LAMBDA x : x, LAMBDA s : CHOOSE x \in s : TRUE, S)
SumSet(S) == FoldSet(LAMBDA a, b : a + b, 0, S)
ProductSet(S) == FoldSet(LAMBDA a, b : a * b, 1, S)
ReduceSet(Op(_, _), S, base) == FoldSet(Op, base, S)
FlattenSet(S) == UNION S
SymDiff(A, B) == (A \ B) \cup (B \ A)
Quantify(S, P(_)) == Cardinality({x \in S : P(x)})
MapThenSumSet(F(_), S) == MapThenFoldSet(LAMBDA a, b : a + b, 0, F, LAMBDA s : CHOOSE x \in s : TRUE, S)
kSubset(k, S) == {s \in SUBSET S : Cardinality(s) = k}
Max(S) == CHOOSE x \in S : \A y \in S : x \geq y
Min(S) == CHOOSE x \in S : \A y \in S : x \leq y
Choices(Sets) == {f \in [Sets -> UNION Sets] : \A s \in Sets : f[s] \in s}
Choose(S) == CHOOSE x \in S : TRUE
ChooseUnique(S, P(_)) == CHOOSE x \in S : P(x) /\ \A y \in S : P(y) => y = x
SetToFun(S) == [i \in DOMAIN S |-> S[i]]
====
