---- MODULE DeepValues ----
EXTENDS Integers, Sequences
VARIABLE v
Init == v \in [a : {<<>>, <<1>>}, b : {{}, {[c |-> {1}]}}]
Next == \/ v' = [v EXCEPT !.a = Append(@, 2)] /\ Len(v.a) < 2
        \/ v' = [v EXCEPT !.b = @ \cup {[c |-> {2}]}]
        \/ v' = [v EXCEPT !.b = {r \in @ : r.c /= {2}}]
====
