---- MODULE Quorum ----
\* Sets of subsets of S that are quorums: any two have an element in common, and what contains a quorum is one.
QuorumSystem(S) ==
  {Q \in SUBSET (SUBSET S) :
     /\ Q # {}
     /\ \A A \in Q : \A B \in Q : A \cap B # {}
     /\ \A A \in Q : \A B \in SUBSET S : A \subseteq B => B \in Q}
====
