---- MODULE InstanceFairnessOfOther ----
EXTENDS Naturals
VARIABLES p, q
---- MODULE Ticker ----
EXTENDS Naturals
VARIABLE t
Tick == t' = (t + 1) % 2
Fair == WF_t(Tick)
Often == []<>(t = 1)
=======================
A == INSTANCE Ticker WITH t <- p
B == INSTANCE Ticker WITH t <- q
Init == p = 0 /\ q = 0
Next == (A!Tick /\ q' = q) \/ (B!Tick /\ p' = p)
Spec == Init /\ [][Next]_<<p, q>> /\ A!Fair
Prop == B!Often
====
