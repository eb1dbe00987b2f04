---- MODULE SafetyFormulaWithWorkers ----
EXTENDS Integers
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Spec == Init /\ [][Next]_x
AtMostOnce == []((x = 1) => []((x = 0) => [](x = 0)))
====
