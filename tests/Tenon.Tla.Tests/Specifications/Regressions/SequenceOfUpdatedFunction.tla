---- MODULE SequenceOfUpdatedFunction ----
EXTENDS Naturals, Sequences
f == [[i \in 1 .. 4 |-> 0] EXCEPT ![2] = 1]
ASSUME SubSeq(f, 2, 2) = <<1>>
ASSUME Tail(f) = <<1, 0, 0>> /\ Head(Tail(f)) = 1
ASSUME Append(f, 5) = <<0, 1, 0, 0, 5>> /\ f \o <<7>> = <<0, 1, 0, 0, 7>>
ASSUME SelectSeq(f, LAMBDA x : x > 0) = <<1>>
ASSUME Len(f) = 4 /\ f = <<0, 1, 0, 0>>
====
