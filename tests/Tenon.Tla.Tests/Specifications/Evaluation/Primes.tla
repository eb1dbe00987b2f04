---- MODULE Primes ----
EXTENDS Integers
VARIABLES x, f
Sum == x + f[1]
At(i) == f[i]
Plus(n) == x + n
Init == x = 0 /\ f = <<0, 5>>
Next == /\ x' = 1 - x
        /\ f' = [f EXCEPT ![1] = x']
        /\ Sum' = x' + f'[1]
        /\ (x + 1)' = x' + 1
        /\ (f[1])' = f'[1]
        /\ f'[x' + 1] = (f[x + 1])'
        /\ At(2)' = 5
        /\ Plus(3)' = x' + 3
        /\ (LET y == x IN y + y)' = 2 * x'
        /\ (\A n \in {x} : n = x)'
        /\ {x, 7}' = {x', 7}
        /\ (IF x = 0 THEN 1 ELSE 2)' = (IF x' = 0 THEN 1 ELSE 2)
        /\ x' # x
====
