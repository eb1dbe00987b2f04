---- MODULE Equality ----
EXTENDS Integers, Sequences, FiniteSets, TLC
CONSTANT m
ASSUME 1 /= 2 /\ "a" /= "b" /\ TRUE /= FALSE /\ {} /= {1} /\ <<1>> /= <<2>>
ASSUME [a |-> 1] /= [a |-> 2] /\ <<1>> /= <<1, 1>>
\* Of sets, the sizes come first, so these are told apart without comparing elements.
ASSUME {1} /= {"a", "b"}
ASSUME m /= 1 /\ m /= "m" /\ m = m /\ m /= {m} /\ {m} = {m}
ASSUME (TRUE = TRUE) = TRUE
ASSUME (1 = 1) /\ ~(1 = 2) /\ (TRUE <=> TRUE) /\ (TRUE \equiv TRUE)
ASSUME {{1}, {2}} = {{2}, {1}}
ASSUME <<{1}, [a |-> <<>>]>> = [i \in 1 .. 2 |-> IF i = 1 THEN {1} ELSE "a" :> [x \in {} |-> 0]]
====
