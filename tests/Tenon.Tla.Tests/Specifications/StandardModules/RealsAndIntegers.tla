---- MODULE RealsAndIntegers ----
EXTENDS Reals
ASSUME 1 + 1 = 2 /\ -1 \in Int /\ 1 \in Nat
====
