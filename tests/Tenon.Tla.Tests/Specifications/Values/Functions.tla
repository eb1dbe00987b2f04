---- MODULE Functions ----
EXTENDS Integers, Sequences, FiniteSets, TLC
ASSUME <<1, 2>> = [i \in 1 .. 2 |-> i]
ASSUME [i \in 1 .. 2 |-> i] = <<1, 2>>
ASSUME [a |-> 1] = ("a" :> 1)
ASSUME ("a" :> 1) = [x \in {"a"} |-> 1]
ASSUME <<>> = [x \in {} |-> x]
ASSUME <<>> = [x \in 1 .. 0 |-> x]
ASSUME [x \in 3 .. 2 |-> x] = [x \in {} |-> 5]
ASSUME [a |-> 1, b |-> 2] = [b |-> 2, a |-> 1]
ASSUME 1 :> 5 @@ 2 :> 6 = <<5, 6>>
ASSUME [n \in {2, 1} |-> n * 2] = <<2, 4>>
ASSUME [x, y \in {1} |-> 3] = [p \in {<<1, 1>>} |-> 3]
ASSUME [<<1, 2>> EXCEPT ![2] = 3] = <<1, 3>>
ASSUME Tail(<<0, 1>>) = <<1>> /\ SubSeq(<<1, 2, 3>>, 2, 3) = <<2, 3>> /\ Append(<<>>, 1) = <<1>>
ASSUME Cardinality({<<1, 2>>, [i \in 1 .. 2 |-> i], 1 :> 1 @@ 2 :> 2, [i \in {1, 2} |-> i]}) = 1
ASSUME Cardinality({[a |-> 1], "a" :> 1, [x \in {"a"} |-> 1]}) = 1
ASSUME <<1, 2>> \in [1 .. 2 -> {1, 2}]
ASSUME [i \in 1 .. 2 |-> i] \in Seq({1, 2})
ASSUME <<1, 2>> \in {1} \X {2}
ASSUME ("a" :> 1 @@ "b" :> 2) \in [a : {1}, b : {2}]
ASSUME <<1>> \notin [1 .. 2 -> {1}]
ASSUME [a |-> 1] \notin [b : {1}]
ASSUME DOMAIN <<5, 6>> = 1 .. 2 /\ DOMAIN [a |-> 1] = {"a"} /\ DOMAIN <<>> = {}
\* Of functions joined by @@, the left one wins.
ASSUME (1 :> 5 @@ 1 :> 6) = <<5>>
ASSUME [a |-> 1] @@ [a |-> 2, b |-> 3] = [a |-> 1, b |-> 3]
ASSUME [f \in {<<1>>, [i \in {1} |-> 2]} |-> f[1]] = [f \in {<<1>>, <<2>>} |-> f[1]]
====
