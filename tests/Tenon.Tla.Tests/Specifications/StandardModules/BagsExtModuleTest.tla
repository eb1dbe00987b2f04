---- MODULE BagsExtModuleTest ----
EXTENDS BagsExt, Bags, Integers, TLC
B == BagAdd(BagAdd(EmptyBag, "a"), "a")
ASSUME CopiesIn("a", B) = 2
ASSUME BagRemove(B, "a") = ("a" :> 1) /\ BagRemoveAll(B, "a") = EmptyBag
ASSUME FoldBag(LAMBDA x, acc : x + acc, 0, (1 :> 2 @@ 5 :> 1)) = 7
ASSUME SumBag(1 :> 2 @@ 5 :> 1) = 7
====
