---- MODULE Functions ----
EXTENDS Integers, Sequences, TLC
fact[n \in 0 .. 5] == IF n = 0 THEN 1 ELSE n * fact[n - 1]
add[x \in 1 .. 2, y \in 1 .. 2] == x + y
first[<<a, b>> \in {1} \X {2}] == a
ASSUME fact[5] = 120 /\ DOMAIN fact = 0 .. 5
ASSUME add[1, 2] = 3 /\ add[<<2, 2>>] = 4
ASSUME first[<<1, 2>>] = 1
ASSUME LET sum[n \in Nat] == IF n = 0 THEN 0 ELSE n + sum[n - 1] IN sum[4] = 10
f == [x \in 1 .. 3 |-> x * x]
ASSUME [f EXCEPT ![1] = 5] = <<5, 4, 9>>
ASSUME [f EXCEPT ![1] = @ + 1, ![2] = @ * 2] = <<2, 8, 9>>
ASSUME [f EXCEPT ![1] = 7, ![1] = @ + 1][1] = 8
g == [a |-> [b |-> <<1, 2>>], c |-> 3]
ASSUME [g EXCEPT !.a.b[2] = @ + 5].a.b = <<1, 7>>
ASSUME [g EXCEPT !["c"] = 4].c = 4
ASSUME [[x, y \in 1 .. 2 |-> 0] EXCEPT ![1, 2] = 9][1, 2] = 9
ASSUME [f EXCEPT ![1] = LET z == @ IN z + @] = <<2, 4, 9>>
ASSUME [[x \in {1} |-> f] EXCEPT ![1] = [@ EXCEPT ![1] = @ + 100]][1][1] = 101
ASSUME DOMAIN g = {"a", "c"}
ASSUME [1 .. 2 -> {0, 1}] = {<<0, 0>>, <<0, 1>>, <<1, 0>>, <<1, 1>>}
ASSUME [a : {1}, b : {2, 3}] = {[a |-> 1, b |-> 2], [a |-> 1, b |-> 3]}
====
