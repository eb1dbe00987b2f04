---- MODULE Precedence ----
EXTENDS Integers, Sequences, TLC
ASSUME 1 + 2 * 3 = 7
ASSUME 2 * 3 ^ 2 = 18
ASSUME -2 ^ 2 = -4
ASSUME 10 - 2 - 3 = 5
ASSUME 10 - 2 + 3 = 11
ASSUME -1 .. 1 = {-1, 0, 1}
ASSUME 1 + 1 .. 2 + 1 = {2, 3}
ASSUME 1 .. 2 \cup {3} = {1, 2, 3}
ASSUME {1, 2, 3} \ {1} = {2, 3}
ASSUME 1 \in {1} /\ ~ 2 \in {1}
ASSUME ~FALSE /\ TRUE
ASSUME FALSE /\ FALSE => FALSE
ASSUME FALSE => FALSE /\ FALSE
ASSUME (TRUE <=> TRUE) /\ (FALSE => TRUE)
ASSUME 1 :> 2 @@ 3 :> 4 = [i \in {1, 3} |-> i + 1]
ASSUME {1} \X {2} \X {3} = {<<1, 2, 3>>}
ASSUME ({1} \X {2}) \X {3} = {<<<<1, 2>>, 3>>}
ASSUME SUBSET {1} \cup {{2}} = {{}, {1}, {2}}
ASSUME UNION {{1}, {2}} \cup {3} = {1, 2, 3}
ASSUME DOMAIN <<1>> \cup {2} = {1, 2}
ASSUME <<1>> \o <<2>> = <<1, 2>>
ASSUME [a |-> [b |-> 1]].a.b + 1 = 2
ASSUME <<<<5>>>>[1][1] = 5
ASSUME 7 \div 2 = 3 /\ (-7) \div 2 = -4 /\ -7 \div 2 = -3 /\ 7 % 2 = 1
ASSUME 3 > 2 /\ 2 >= 2 /\ 1 =< 1 /\ 1 <= 1 /\ 1 \leq 2 /\ 2 \geq 2 /\ 1 # 2 /\ 1 /= 2
ASSUME {1} \subseteq {1, 2} /\ 3 \notin {1}
ASSUME TRUE \/ FALSE => TRUE
ASSUME 1 - -1 = 2
ASSUME 5 % 3 = 2 /\ 1 = 5 % 2
====
