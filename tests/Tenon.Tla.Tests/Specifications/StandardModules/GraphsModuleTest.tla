---- MODULE GraphsModuleTest ----
EXTENDS Graphs, Integers, FiniteSets
G == [node |-> {1, 2, 3}, edge |-> {<<1, 2>>, <<2, 3>>}]
ASSUME IsDirectedGraph(G)
ASSUME AreConnectedIn(1, 3, G) /\ ~AreConnectedIn(3, 1, G)
ASSUME Transpose(G).edge = {<<2, 1>>, <<3, 2>>}
====
