---- MODULE PropertyKinds ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 3
Spec == Init /\ [][Next]_x /\ WF_x(Next)
\* On initial states only.
AtFirst == x = 0
Never == [](x < 3)
Steps == [][x' # x]_x
EachValue == \A n \in 0 .. 2 : []<>(x = n)
All == AtFirst /\ Never /\ Steps /\ EachValue
====
