---- MODULE Duplicates ----
EXTENDS Naturals
VARIABLE x
Init == x = 0 \/ x = 0 \/ x \in {0, 1}
Next == \/ x' = 1
        \/ x' = 1
        \/ \E n \in {1, 2, 3} : x' = 2
        \/ x' \in {1, 2} /\ (x' = 1 \/ x' = 1)
====
