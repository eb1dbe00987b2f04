---- MODULE FiniteSetsExtTest ----
EXTENDS FiniteSetsExt, FiniteSets, Integers
ASSUME FoldSet(LAMBDA x, acc : x + acc, 0, {1, 2, 3}) = 6
ASSUME SumSet({1, 2, 3}) = 6 /\ ProductSet({2, 3}) = 6 /\ SumSet({}) = 0
ASSUME MapThenSumSet(LAMBDA x : x * x, {1, 2, 3}) = 14
ASSUME Max({3, 1}) = 3 /\ Min({3, 1}) = 1
ASSUME Quantify({1, 2, 3}, LAMBDA x : x > 1) = 2
ASSUME kSubset(2, {1, 2, 3}) = {{1, 2}, {1, 3}, {2, 3}} /\ kSubset(0, {1}) = {{}} /\ kSubset(5, {1}) = {}
ASSUME SymDiff({1, 2}, {2, 3}) = {1, 3}
ASSUME ChooseUnique({1, 2, 3}, LAMBDA x : x > 2) = 3
ASSUME ReduceSet(LAMBDA a, b : a + b, {1, 2}, 0) = 3
====
