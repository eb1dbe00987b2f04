---- MODULE BitwiseModuleTest ----
EXTENDS Bitwise, Integers
ASSUME (6 & 3) = 2 /\ (6 | 3) = 7 /\ (6 ^^ 3) = 5
ASSUME shiftR(8, 2) = 2
ASSUME (0 & 5) = 0 /\ (255 & 15) = 15
====
