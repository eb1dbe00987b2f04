---- MODULE Enabled ----
EXTENDS Integers
VARIABLES x, y
Up == x < 2 /\ x' = x + 1 /\ UNCHANGED y
Down == x > 0 /\ x' = x - 1 /\ y' = y
Both == Up \/ Down
Init == x = 0 /\ y = 0
Next == Both
Inv == /\ ENABLED Up <=> x < 2
       /\ ENABLED Down <=> x > 0
       /\ ENABLED Both
       /\ ENABLED <<Up>>_x <=> x < 2
       /\ ~ENABLED (Up /\ x' = x)
       /\ ENABLED [Up]_<<x, y>>
       /\ ~ENABLED <<UNCHANGED <<x, y>>>>_<<x, y>>
       /\ ENABLED (\E n \in 0 .. 5 : x' = n /\ y' = n + 1)
       /\ ~ENABLED (x' = 1 /\ x' = 2)
       /\ ENABLED (x' \in {1, 2} /\ x' > 1)
       /\ ENABLED (IF x = 0 THEN x' = 1 ELSE x' = 0)
       /\ ENABLED TRUE /\ ~ENABLED FALSE
====
