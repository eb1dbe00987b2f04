---- MODULE UndirectedGraphs ----
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE SequencesExt
LOCAL INSTANCE FiniteSets

\* An edge is the set of its one or two ends.
IsUndirectedGraph(G) ==
  /\ DOMAIN G = {"node", "edge"}
  /\ \A e \in G.edge : \E a, b \in G.node : e = {a, b}
IsLoopFreeUndirectedGraph(G) ==
  /\ DOMAIN G = {"node", "edge"}
  /\ \A e \in G.edge : \E a, b \in G.node : a # b /\ e = {a, b}
UndirectedSubgraph(G) == {H \in [node : SUBSET G.node, edge : SUBSET G.edge] : IsUndirectedGraph(H)}
Path(G) == {p \in Seq(G.node) : p # <<>> /\ \A i \in 1 .. Len(p) - 1 : {p[i], p[i + 1]} \in G.edge}
SimplePath(G) ==
  {p \in SeqOf(G.node, Cardinality(G.node)) :
     /\ p # <<>>
     /\ Cardinality({p[i] : i \in DOMAIN p}) = Len(p)
     /\ \A i \in 1 .. Len(p) - 1 : {p[i], p[i + 1]} \in G.edge}

LOCAL From(G, S) ==
  LET RECURSIVE Grow(_)
      Grow(T) == LET U == T \cup UNION {e \in G.edge : e \cap T # {}} IN IF U = T THEN T ELSE Grow(U)
  IN Grow(S)
ConnectedComponents(G) == {From(G, {n}) : n \in G.node}
AreConnectedIn(m, n, G) == n \in From(G, {m})
IsStronglyConnected(G) == Cardinality(ConnectedComponents(G)) = 1
====
