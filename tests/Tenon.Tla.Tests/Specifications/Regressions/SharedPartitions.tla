---- MODULE SharedPartitions ----
EXTENDS Naturals
Nodes == {1, 2, 3}
null == 4
Vertices == [nodes : SUBSET Nodes, succ : Nodes \cup {null}]
Partitions == {P \in SUBSET Vertices : \A v, w \in P : v # w => v.nodes \cap w.nodes = {}}
VARIABLE partition
Init == partition = {}
Next == \E v \in [nodes : {{1}, {2}, {3}}, succ : {null}] : partition' = partition \cup {v}
TypeOK == partition \in Partitions
====
