---- MODULE BagsTheorems ----
\* The theorems are for provers; these are the notions that they speak of.
EXTENDS Bags
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets
Scaling(n, B) == IF n = 0 THEN EmptyBag ELSE [e \in BagToSet(B) |-> n * B[e]]
SeqToBag(s) == [e \in {s[i] : i \in DOMAIN s} |-> Cardinality({i \in DOMAIN s : s[i] = e})]
====
