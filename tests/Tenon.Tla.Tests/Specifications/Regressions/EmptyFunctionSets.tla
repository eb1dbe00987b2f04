---- MODULE EmptyFunctionSets ----
EXTENDS Naturals
ASSUME [{} -> {1}] = [{} -> {2}]
ASSUME [{1} -> {}] = [{2} -> {}]
ASSUME [{} -> {}] = {<<>>} /\ [{} -> Nat] = {<<>>}
====
