---- MODULE RepeatedExtends ----
EXTENDS Naturals, Integers, Sequences, FiniteSets, Naturals
LOCAL INSTANCE Integers
N == INSTANCE Naturals
ASSUME N!+(1, 2) = 3
ASSUME 1 + 2 = 3
====
