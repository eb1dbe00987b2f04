---- MODULE PassedPredicate ----
EXTENDS Naturals
Ids == {1, 2, 3}
VARIABLES on, last
vars == <<on, last>>
OnlyOne(S, P(_)) == CHOOSE x \in S : P(x) /\ \A y \in S : P(y) => y = x
All(S, P(_)) == \A y \in S : P(y)
ASSUME OnlyOne(Ids, LAMBDA x : x > 2) = 3
ASSUME OnlyOne(Ids, LAMBDA y : y < 2) = 1
ASSUME \A x \in {5} : OnlyOne(Ids, LAMBDA y : y + 3 = x) = 2
ASSUME All(Ids, LAMBDA y : \E x \in Ids : x = y)
Init == on = [i \in Ids |-> i = 1] /\ last = 0
Next == /\ LET r == OnlyOne(Ids, LAMBDA x : on[x]) IN
             /\ on' = [on EXCEPT ![r] = FALSE, ![(r % 3) + 1] = TRUE]
             /\ last' = r
Inv == All(Ids, LAMBDA x : on[x] => x = OnlyOne(Ids, LAMBDA y : on[y]))
====
