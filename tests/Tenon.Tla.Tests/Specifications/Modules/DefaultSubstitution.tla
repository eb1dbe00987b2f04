---- MODULE DefaultSubstitution ----
EXTENDS Naturals
VARIABLES x, y
N == 2
INSTANCE DefaultInner WITH z <- y
Spec == Init /\ [][Next]_<<x, y>>
Inv == y = 2
====
