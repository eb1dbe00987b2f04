---- MODULE LazyLetOfPrimes ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == LET next == x' IN x' \in {1, 2} /\ y' = next * 10 /\ next \in {1, 2}
====
