---- MODULE TestedWhenAssigned ----
EXTENDS Naturals
VARIABLES x, y
Init == \/ x = 0 /\ (y = 0 \/ y = 0) /\ (TRUE \/ TRUE)
        \/ (TRUE \/ TRUE) /\ x = 1 /\ y = 1
Next == \/ x' = 1 /\ (TRUE \/ TRUE) /\ y' = 1
        \/ (x' = 2 \/ x' = 2) /\ y' = 1 /\ (TRUE \/ TRUE)
        \/ \E n \in {1, 2} : x' = 3 /\ y' = 1 /\ (TRUE \/ TRUE)
        \/ (y' = 4 /\ (TRUE \/ TRUE)) /\ x' = 1
        \/ x' = 5 /\ y' = 1 /\ \E n \in {1, 2, 3} : TRUE
        \/ x' = 6 /\ y' = 1 /\ (x' = 6 \/ y' = 1)
        \/ x' = 7 /\ y' = 1 /\ (IF x = 0 THEN x' = 7 \/ TRUE ELSE TRUE \/ TRUE)
        \/ UNCHANGED x /\ (UNCHANGED y \/ UNCHANGED y)
        \/ UNCHANGED <<x, y>> /\ (TRUE \/ TRUE)
====
