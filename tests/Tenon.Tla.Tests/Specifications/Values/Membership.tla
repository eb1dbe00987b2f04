---- MODULE Membership ----
EXTENDS Integers, Sequences, FiniteSets
ASSUME 5 \in Nat /\ -5 \notin Nat /\ -5 \in Int
ASSUME <<1, 2>> \in Seq(Nat) /\ <<-1>> \notin Seq(Nat) /\ <<>> \in Seq({})
ASSUME "a" \in STRING
ASSUME [i \in 1 .. 3 |-> i] \in [1 .. 3 -> Nat]
ASSUME [a |-> 1, b |-> "x"] \in [a : Nat, b : STRING]
ASSUME <<1, "a">> \in Nat \X STRING
ASSUME {1, 2} \in SUBSET Nat /\ {{1}} \in SUBSET SUBSET Nat
ASSUME 4 \in {n \in Nat : n % 2 = 0} /\ 5 \notin {n \in Nat : n % 2 = 0}
ASSUME 5 \in Nat \cup {-1} /\ 5 \notin Nat \cap {4} /\ 3 \in Nat \ {2}
ASSUME -1 \in Int \ Nat
ASSUME <<<<1>>, <<2, 3>>>> \in Seq(Seq(Nat))
ASSUME [x \in {1} |-> {2}] \in [{1} -> SUBSET Int]
ASSUME {1} \in SUBSET (Nat \cap {1})
ASSUME IsFiniteSet({1}) /\ ~IsFiniteSet(Nat) /\ IsFiniteSet(SUBSET {1})
ASSUME [f \in {1} |-> Nat][1] = Nat
====
