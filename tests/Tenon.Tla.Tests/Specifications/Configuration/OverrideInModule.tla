---- MODULE OverrideInModule ----
EXTENDS Naturals
I == INSTANCE OverriddenInner WITH c <- 1
Few == {0, 2, 4}
ASSUME I!Evens = {0, 2, 4} /\ I!First = 2
====
