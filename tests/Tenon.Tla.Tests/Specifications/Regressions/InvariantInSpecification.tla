---- MODULE InvariantInSpecification ----
EXTENDS Naturals
VARIABLE x
Init == x = 1
Next == x < 5 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ [](x < 3)
Small == x < 6
====
