---- MODULE PrimeOfArgument ----
EXTENDS Integers
VARIABLES x, y
Later(e) == e'
Same(a, b) == a = b
Grows(v) == v' = v + 1
Init == x = 0 /\ y = 0
Next == /\ x < 2
        /\ Grows(x)
        /\ y' = 2 * Later(x)
        /\ Same(x', x + 1)
====
