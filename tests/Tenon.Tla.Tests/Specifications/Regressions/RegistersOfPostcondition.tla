---- MODULE RegistersOfPostcondition ----
EXTENDS Integers, TLC
VARIABLE x
ASSUME TLCSet(1, {})
Init == x = 0
Next == x' = (x + 1) % 5
Spec == Init /\ [][Next]_x
Noted == TLCSet(1, TLCGet(1) \cup {x})
AllNoted == TLCGet(1) = 0 .. 4
====
