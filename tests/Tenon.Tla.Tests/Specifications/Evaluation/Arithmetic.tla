---- MODULE Arithmetic ----
EXTENDS Integers
\* Division rounds down, and a remainder is never negative.
ASSUME 7 \div 2 = 3 /\ (-7) \div 2 = -4 /\ 7 \div (-2) = -4 /\ (-7) \div (-2) = 3
ASSUME 7 % 2 = 1 /\ (-7) % 2 = 1 /\ (-8) % 2 = 0 /\ (-1) % 5 = 4
ASSUME 2 ^ 10 = 1024 /\ 5 ^ 0 = 1 /\ (-2) ^ 3 = -8 /\ 0 ^ 5 = 0
ASSUME 1 - 5 = -4 /\ -(-3) = 3 /\ -3 + 3 = 0
ASSUME 1 .. 3 = {1, 2, 3} /\ 3 .. 1 = {} /\ -1 .. 0 = {-1, 0}
ASSUME 1 < 2 /\ ~(2 < 1) /\ 2 <= 2 /\ 3 >= 2 /\ 2 > 1
====
