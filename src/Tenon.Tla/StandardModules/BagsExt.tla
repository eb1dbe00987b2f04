---- MODULE BagsExt ----
LOCAL INSTANCE Bags
LOCAL INSTANCE Integers
LOCAL INSTANCE Folds

BagAdd(B, x) == IF x \in DOMAIN B THEN [B EXCEPT ![x] = @ + 1] ELSE [e \in DOMAIN B \cup {x} |-> IF e = x THEN 1 ELSE B[e]]
BagRemove(B, x) ==
  IF x \notin DOMAIN B THEN B
  ELSE IF B[x] = 1 THEN [e \in DOMAIN B \ {x} |-> B[e]]
  ELSE [B EXCEPT ![x] = @ - 1]
BagRemoveAll(B, x) == [e \in DOMAIN B \ {x} |-> B[e]]
LOCAL Repeat(Op(_, _), x, n, base) == LET r[i \in 0 .. n] == IF i = 0 THEN base ELSE Op(x, r[i - 1]) IN r[n]
MapThenFoldBag(Op(_, _), base, F(_), choose(_), B) ==
  LET fold[S \in SUBSET DOMAIN B] == IF S = {} THEN base ELSE LET x == choose(S) IN Repeat(Op, F(x), B[x], fold[S \ {x}])
  IN fold[DOMAIN B]
FoldBag(Op(_, _), base, B) == MapThenFoldBag(Op, base, LAMBDA x : x, LAMBDA S : CHOOSE x \in S : TRUE, B)
SumBag(B) == FoldBag(LAMBDA a, b : a + b, 0, B)
ProductBag(B) == FoldBag(LAMBDA a, b : a * b, 1, B)
====
