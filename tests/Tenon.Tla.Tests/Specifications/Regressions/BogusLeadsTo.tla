---- MODULE BogusLeadsTo ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in 0 .. 3
Spec == Init /\ [][Next]_x
P1 == FALSE ~> FALSE
P2 == [](FALSE => <>FALSE)
P3 == [](FALSE => <>(x # x))
P4 == TRUE ~> <>[]TRUE /\ (FALSE ~> []TRUE)
P5 == (FALSE /\ x = x) ~> <>[](x # x)
====
