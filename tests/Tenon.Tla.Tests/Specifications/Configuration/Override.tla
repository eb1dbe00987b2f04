---- MODULE Override ----
EXTENDS Naturals, Sequences
CONSTANT Limit, Op(_)
VARIABLE s
Value == 1
SmallNat == 0 .. 2
ShortSeq(S) == UNION {[1 .. n -> S] : n \in 0 .. 1}
TheLimit == 2
TheOp(n) == n + Value
TheValue == 5
Init == s \in Seq({1, 2}) /\ Op(0) = 5 /\ Limit = 2
Next == \E n \in Nat : n = Limit /\ s' = <<n>>
====
