---- MODULE ConstantForVariable ----
EXTENDS Naturals
VARIABLES y, z
one == 1
I == INSTANCE Substituted WITH x <- one
Spec == I!Init /\ [][I!Next]_<<y, z>>
====
