---- MODULE Assignments ----
EXTENDS Naturals, FiniteSets
VARIABLES a, b, c, s
vars == <<a, b, c, s>>
Set(v) == v' = 5
Init == a = 0 /\ b \in {0, 1} /\ c = b /\ s \subseteq {1, 2}
Next ==
    \/ a = 0 /\ a' = 1 /\ b' \in {0, 1} /\ c' = b' + 1 /\ s' = s
    \/ a = 1 /\ a' = 2 /\ UNCHANGED <<b, c>> /\ s' \subseteq {1}
    \/ a = 1 /\ UNCHANGED vars
    \/ a = 2 /\ Set(a) /\ UNCHANGED <<<<b>>, c, s>>
    \* Assigned twice: the second is a test.
    \/ a = 5 /\ a' \in 1 .. 9 /\ a' = 6 /\ b' = b /\ UNCHANGED c /\ s' = {} /\ s' \in SUBSET {1}
    \* An assignment within each branch.
    \/ a = 6 /\ (IF b = 0 THEN a' = 7 ELSE a' = 8) /\ UNCHANGED <<b, c, s>>
    \/ a = 6 /\ (CASE b = 0 -> a' = 9 [] OTHER -> a' = 10) /\ UNCHANGED <<b, c, s>>
    \/ a = 7 /\ (b = 0 => a' = 11) /\ UNCHANGED <<b, c, s>>
    \/ a = 8 /\ LET n == a IN a' = n + 4 /\ UNCHANGED <<b, c, s>>
    \* All of them have to agree.
    \/ a = 11 /\ (\A n \in {12, 12} : a' = n) /\ UNCHANGED <<b, c, s>>
    \/ a = 11 /\ (\A n \in {12, 13} : a' = n) /\ UNCHANGED <<b, c, s>>
    \/ a = 12 /\ [a' = 0]_a /\ UNCHANGED <<b, c, s>>
    \/ a = 12 /\ <<a' = 13>>_a /\ UNCHANGED <<b, c, s>>
====
