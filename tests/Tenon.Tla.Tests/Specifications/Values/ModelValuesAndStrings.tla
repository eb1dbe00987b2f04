---- MODULE ModelValuesAndStrings ----
EXTENDS Naturals
CONSTANTS a, S
VARIABLE x
ASSUME a /= "a" /\ "a" \notin S /\ a \in S
Init == x \in S \cup {"a", "b"}
Next == x' = x
====
