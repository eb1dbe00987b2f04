---- MODULE RecursiveFunctions ----
EXTENDS Integers, Sequences, FiniteSets
fib[n \in 0 .. 30] == IF n < 2 THEN n ELSE fib[n - 1] + fib[n - 2]
ASSUME fib[30] = 832040
lazy[n \in Nat] == IF n = 0 THEN 0 ELSE lazy[n - 1] + 1
ASSUME lazy[200] = 200
ack[m, n \in Nat] == IF m = 0 THEN n + 1 ELSE IF n = 0 THEN ack[m - 1, 1] ELSE ack[m - 1, ack[m, n - 1]]
ASSUME ack[2, 3] = 9
sumOf[S \in SUBSET (1 .. 4)] == IF S = {} THEN 0 ELSE LET x == CHOOSE y \in S : TRUE IN x + sumOf[S \ {x}]
ASSUME sumOf[{1, 3, 4}] = 8
RECURSIVE Size(_)
Size(S) == IF S = {} THEN 0 ELSE 1 + Size(S \ {CHOOSE x \in S : TRUE})
ASSUME Size(1 .. 20) = 20
====
