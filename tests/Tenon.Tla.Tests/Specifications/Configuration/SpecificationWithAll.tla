---- MODULE SpecificationWithAll ----
EXTENDS Naturals
VARIABLES x, y
TypeOK == x \in 0 .. 2
Start == x = 0
Step == x' = (x + 1) % 3 /\ UNCHANGED y
vars == <<x, y>>
Live == WF_vars(Step)
\* Initial predicate and liveness in several conjuncts and definitions.
Spec == /\ Start
        /\ y \in {1, 2}
        /\ [][Step]_vars
        /\ Live
        /\ TypeOK
Visits == []<>(x = 2)
====
