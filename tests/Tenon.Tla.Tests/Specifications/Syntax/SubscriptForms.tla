---- MODULE SubscriptForms ----
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>
---- MODULE Inner ----
VARIABLE z
zs == <<z>>
======================
I == INSTANCE Inner WITH z <- x
Init == x = 0 /\ y = 0
Next == x' = 1 - x /\ y' = y
Spec == Init /\ [][Next]_<<x, y>> /\ WF_vars(Next) /\ SF_<<x>>(Next) /\ WF_(x)(Next) /\ WF_I!zs(Next)
Safe == [][x' # x]_x /\ [][FALSE]_y /\ [][x' # x]_(vars) /\ [][TRUE]_I!zs
Live == []<><<Next>>_vars /\ []<><<x' = 1>>_x
====
