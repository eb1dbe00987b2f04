---- MODULE EnabledOfPrimedInstance ----
EXTENDS Sequences, Naturals
VARIABLES res, seq
---- MODULE Inner ----
EXTENDS Sequences, Naturals
VARIABLES out, list
Step == /\ list # <<>>
        /\ out' = Head(list)
        /\ list' = SelectSeq(list, LAMBDA e : e # out')
Fair == WF_<<out, list>>(Step)
======================
I == INSTANCE Inner WITH out <- res, list <- seq
Init == seq = <<1, 2, 3>> /\ res = 0
Next == I!Step \/ (~ENABLED I!Step /\ UNCHANGED <<res, seq>>)
Spec == Init /\ [][Next]_<<res, seq>> /\ I!Fair
Ends == <>[](~ENABLED I!Step)
====
