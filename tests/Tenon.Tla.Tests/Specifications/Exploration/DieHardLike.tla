---- MODULE DieHardLike ----
EXTENDS Naturals
VARIABLES small, large
Least(m, n) == IF m < n THEN m ELSE n
Init == small = 0 /\ large = 0
Next == \/ small' = 3 /\ large' = large
        \/ large' = 5 /\ small' = small
        \/ small' = 0 /\ UNCHANGED large
        \/ large' = 0 /\ UNCHANGED small
        \/ LET poured == Least(small, 5 - large) IN small' = small - poured /\ large' = large + poured
        \/ LET poured == Least(large, 3 - small) IN small' = small + poured /\ large' = large - poured
NotFour == large /= 4
====
