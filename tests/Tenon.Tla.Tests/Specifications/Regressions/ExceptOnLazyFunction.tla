---- MODULE ExceptOnLazyFunction ----
EXTENDS Naturals
r == [i \in {1} |-> "A"]
S == [{1} -> {"A", "B"}]
VARIABLE v
Init == v = [s \in S |-> 1]
Next == \/ v' = [v EXCEPT ![r] = @]
        \/ v' = [v EXCEPT ![[i \in {1} |-> "B"]] = 3 - @]
Spec == Init /\ [][Next]_v /\ WF_v(Next)
Inv == v[<<"A">>] = 1 /\ DOMAIN v = S
Prop == TRUE ~> TRUE
Again == LET f == [x \in 1 .. 3 |-> x] g == [f EXCEPT ![1] = 9] h == [g EXCEPT ![2] = 8] IN <<f, g, h>> = <<<<1, 2, 3>>, <<9, 2, 3>>, <<9, 8, 3>>>>
ASSUME Again
====
