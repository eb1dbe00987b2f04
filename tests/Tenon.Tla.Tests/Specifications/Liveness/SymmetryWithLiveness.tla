---- MODULE SymmetryWithLiveness ----
EXTENDS Naturals, TLC
CONSTANT P
VARIABLE turn
Sym == Permutations(P)
Init == turn \in P
Next == \E p \in P : p # turn /\ turn' = p
Spec == Init /\ [][Next]_turn /\ WF_turn(Next)
Prop == \A p \in P : turn = p ~> turn # p
====
