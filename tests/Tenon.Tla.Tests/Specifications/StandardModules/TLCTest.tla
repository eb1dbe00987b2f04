---- MODULE TLCTest ----
EXTENDS TLC, Integers, Sequences, FiniteSets
ASSUME 1 :> 2 = [x \in {1} |-> 2]
ASSUME [a |-> 1] @@ [b |-> 2] = [a |-> 1, b |-> 2]
ASSUME Permutations({1, 2}) = {<<1, 2>>, <<2, 1>>}
ASSUME Cardinality(Permutations({"a", "b", "c"})) = 6
ASSUME SortSeq(<<3, 1, 2>>, <) = <<1, 2, 3>>
ASSUME SortSeq(<<3, 1, 2>>, LAMBDA a, b : a > b) = <<3, 2, 1>>
ASSUME Assert(TRUE, "never said")
ASSUME PrintT("printed") /\ Print("printed too", TRUE)
ASSUME ToString(<<1, {2}>>) = "<<1, {2}>>" /\ ToString([a |-> "x"]) = "[a |-> \"x\"]" /\ ToString(TRUE) = "TRUE"
ASSUME RandomElement({5}) = 5 /\ RandomElement(1 .. 3) \in 1 .. 3
ASSUME TLCEval({x \in 1 .. 3 : x > 1}) = {2, 3}
ASSUME TLCSet(7, "kept") /\ TLCGet(7) = "kept"
ASSUME JavaTime > 0
ASSUME 5 \in Any
====
