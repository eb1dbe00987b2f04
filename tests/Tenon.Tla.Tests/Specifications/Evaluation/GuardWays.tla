---- MODULE GuardWays ----
\* A step is generated once for each reason for which its guard holds, also by compiled code: more steps than are interpreted at first.
EXTENDS Naturals
VARIABLES x, y

Greater(n) == \E i \in 1..3 : i > n
Each(n) == \A p \in 1..2 : \E q \in 1..3 : q > n \/ q = p
Passed(P(_), n) == P(n) /\ n < 3
Low(n) == n = 0 \/ n < 2
Choice(n) == CASE n = 0 -> \E i, j \in 1..2 : i <= j [] n = 1 -> (n < 5 => Greater(n)) [] OTHER -> LET m == n - 1 IN Low(m)

Init == x = 0 /\ y = 0

Next ==
    \/ y < 900 /\ Greater(x) /\ y' = y + 1 /\ x' = (x + y) % 4
    \/ y < 900 /\ Each(x) /\ x < 3 /\ y' = y + 1 /\ x' = x
    \/ y < 900 /\ Passed(Low, x) /\ UNCHANGED x /\ y' = y + 1
    \/ y < 900 /\ (IF x < 2 THEN Low(x) ELSE Greater(1)) /\ y' = y + 1 /\ x' = 3 - x
    \/ y < 900 /\ Choice(x) /\ y' = y + 1 /\ x' = (x + 1) % 4
    \/ y = 900 /\ UNCHANGED <<x, y>>
====
