---- MODULE EnabledSwappedInstance ----
EXTENDS Sequences, Naturals
VARIABLES a, b
\* Swapped: what is a within is b here.
I == INSTANCE Swapped WITH a <- b, b <- a
Init == a = <<1, 3>> /\ b = 0
Next == I!Step
Spec == Init /\ [][Next]_<<a, b>>
Inv == I!Can <=> (b < 3 /\ \E n \in DOMAIN a : a[n] = b + 1)
====
