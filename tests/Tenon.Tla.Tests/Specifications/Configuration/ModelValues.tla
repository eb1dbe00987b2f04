---- MODULE ModelValues ----
EXTENDS Naturals, FiniteSets
CONSTANTS P, p1, None
VARIABLES owner, seen
Init == owner = None /\ seen = {}
Take(p) == owner = None /\ owner' = p /\ seen' = seen \cup {p}
Give == owner /= None /\ owner' = None /\ seen' = seen
Next == (\E p \in P : Take(p)) \/ Give
Inv == owner \in P \cup {None} /\ seen \subseteq P /\ (owner = p1 => p1 \in seen)
ASSUME p1 \in P /\ Cardinality(P) = 3 /\ None \notin P
ASSUME None /= 0 /\ None /= "None" /\ p1 /= <<p1>> /\ p1 /= {p1}
====
