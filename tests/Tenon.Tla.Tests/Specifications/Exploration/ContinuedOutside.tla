---- MODULE ContinuedOutside ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {x + 1, x + 2}
Near == x < 4
Low == x < 5
====
