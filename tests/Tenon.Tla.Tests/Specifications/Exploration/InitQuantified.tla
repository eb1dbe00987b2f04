---- MODULE InitQuantified ----
EXTENDS Naturals
VARIABLES x, y
Half == x = 0 \/ x = 7
Init == /\ \E n \in {1, 2} : y = n
        /\ LET k == y IN \/ x = k + 1
                         \/ Half
        /\ IF y = 1 THEN x > 0 ELSE TRUE
Next == UNCHANGED <<x, y>>
====
