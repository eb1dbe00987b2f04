---- MODULE PartsOfSequences ----
EXTENDS Integers, SequencesExt, Graphs
ASSUME ToBag(<<1, 2, 1>>) = <<2, 1>>
ASSUME IsSorted(<<1, 2, 2>>, LAMBDA a, b : a <= b) /\ ~IsSorted(<<1, 3, 2>>, LAMBDA a, b : a <= b)
ASSUME IndexFirstSubSeq(<<2, 3>>, <<1, 2, 3, 2, 3>>) = 2
ASSUME IndexFirstSubSeq(<<>>, <<1, 2>>) = 1
ASSUME ReplaceSubSeqAt(2, <<9>>, <<2, 3>>, <<1, 2, 3, 4>>) = <<1, 9, 4>>
ASSUME ReplaceFirstSubSeq(<<9>>, <<2>>, <<1, 2, 2>>) = <<1, 9, 2>>
ASSUME ReplaceFirstSubSeq(<<9>>, <<5>>, <<1, 2, 2>>) = <<1, 2, 2>>
ASSUME ReplaceFirstSubSeq("x", "%d", "a%d%d") = "ax%d"
ASSUME ReplaceAllSubSeqs(<<>>, <<>>, <<>>) = <<>>
ASSUME ReplaceAllSubSeqs(<<4>>, <<>>, <<>>) = <<4>>
ASSUME ReplaceAllSubSeqs(<<2>>, <<3>>, <<1, 3>>) = <<1, 2>>
ASSUME ReplaceAllSubSeqs(<<2, 2>>, <<1, 1>>, <<1, 1, 1>>) = <<2, 2, 1>>
ASSUME ReplaceAllSubSeqs("x", "%d", "a%d%d") = "axx"
G == [node |-> {1, 2, 3}, edge |-> {<<1, 2>>, <<1, 3>>}]
ASSUME InDegree(G, 1) = 0 /\ OutDegree(G, 1) = 2
ASSUME AllSuccessors(G, {1, 2}) = {2, 3} /\ AllPredecessors(G, {2, 3}) = {1}
ASSUME IsBipartiteWithPartitions(G, {1}, {2, 3}) /\ ~IsBipartiteWithPartitions(G, {1, 2}, {3})
====
