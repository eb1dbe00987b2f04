---- MODULE VariableNames ----
EXTENDS Naturals
VARIABLE x
Test(n) == LET I == INSTANCE Binding WITH v <- n + x IN <<I!Bigger, I!Mapped, I!Op(100)>>
Init == x = 0
Next == x < 2 /\ x' = x + 1
Spec == Init /\ [][Next]_x
Inv == \A n \in {2} : Test(n) = <<n + x <= 3, {1 + n + x}, 100 + n + x>>
====
