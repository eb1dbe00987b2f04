---- MODULE BagsTest ----
EXTENDS Bags, Integers, TLC, FiniteSets
B == SetToBag({"a", "b"})
C == B (+) SetToBag({"a"})
ASSUME IsABag(B) /\ ~IsABag([x \in {1} |-> 0])
ASSUME CopiesIn("a", C) = 2 /\ CopiesIn("b", C) = 1 /\ CopiesIn("z", C) = 0
ASSUME BagToSet(C) = {"a", "b"} /\ BagIn("a", C) /\ ~BagIn("z", C)
ASSUME BagCardinality(C) = 3 /\ BagCardinality(EmptyBag) = 0
ASSUME C (-) B = SetToBag({"a"}) /\ B (-) C = EmptyBag
ASSUME B \sqsubseteq C /\ ~(C \sqsubseteq B)
ASSUME BagUnion({B, C}) = B (+) C
ASSUME Cardinality(SubBag(C)) = 6
Upper(x) == IF x = "a" THEN 1 ELSE 2
ASSUME BagOfAll(Upper, C) = <<2, 1>>
ASSUME EmptyBag = SetToBag({})
====
