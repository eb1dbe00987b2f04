---- MODULE ShortCircuit ----
EXTENDS Integers, Sequences
Bad == Head(<<>>) = 1
ASSUME ~(FALSE /\ Bad)
ASSUME TRUE \/ Bad
ASSUME FALSE => Bad
ASSUME IF TRUE THEN TRUE ELSE Bad
ASSUME CASE TRUE -> TRUE [] Bad -> FALSE
ASSUME \E x \in {1, 2} : x = 1 \/ Bad
ASSUME ~ \A x \in {1, 2} : x /= 1 /\ Bad
ASSUME LET unused == Head(<<>>) IN TRUE
ASSUME LET F(x) == Head(<<>>) IN TRUE
Const(a, b) == a
ASSUME Const(1, Head(<<>>)) = 1
ASSUME /\ <<>> = <<>> \/ Head(<<>>) = 1
       /\ \/ TRUE
          \/ Bad
ASSUME [x \in {} |-> Head(<<>>)] = <<>>
ASSUME {Head(s) : s \in {}} = {}
====
