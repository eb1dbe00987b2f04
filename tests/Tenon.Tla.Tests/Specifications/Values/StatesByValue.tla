---- MODULE StatesByValue ----
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLES f, s
Init == f = <<>> /\ s = {}
Next ==
    \/ f' = <<1, 2>> /\ s' = {1, 2}
    \/ f' = [i \in 1 .. 2 |-> i] /\ s' = 1 .. 2
    \/ f' = 2 :> 2 @@ 1 :> 1 /\ s' = {x \in {3, 2, 1} : x < 3}
    \/ f' = Append(<<1>>, 2) /\ s' = UNION {{2}, {1}}
    \/ f' = [[i \in 1 .. 2 |-> 0] EXCEPT ![1] = 1, ![2] = 2] /\ s' = {1} \cup {2}
    \/ f' \in [1 .. 2 -> 1 .. 2] /\ f'[1] = 1 /\ f'[2] = 2 /\ s' \in SUBSET {1, 2} /\ s' = {2, 1}
    \/ f' \in Permutations({1, 2}) /\ f' = <<1, 2>> /\ s' = DOMAIN <<5, 5>>
    \/ f' = SubSeq(<<0, 1, 2>>, 2, 3) /\ s' = {f'[i] : i \in DOMAIN f'}
    \/ f' = [x \in {} |-> 0] /\ s' = 1 .. 0
====
