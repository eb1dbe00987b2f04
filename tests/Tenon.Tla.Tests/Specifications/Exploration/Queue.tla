---- MODULE Queue ----
EXTENDS Naturals, Sequences
CONSTANTS Messages, Capacity
VARIABLES queue, sent, received
vars == <<queue, sent, received>>
Init == queue = <<>> /\ sent = 0 /\ received = {}
Send == \E m \in Messages : Len(queue) < Capacity /\ sent < 4 /\ queue' = Append(queue, m) /\ sent' = sent + 1 /\ UNCHANGED received
Receive == queue /= <<>> /\ received' = received \cup {Head(queue)} /\ queue' = Tail(queue) /\ UNCHANGED sent
Done == sent = 4 /\ queue = <<>> /\ UNCHANGED vars
Next == Send \/ Receive \/ Done
Spec == Init /\ [][Next]_vars /\ WF_vars(Receive)
Bounded == Len(queue) <= Capacity /\ queue \in Seq(Messages) /\ received \subseteq Messages
Empties == Len(queue) > 0 ~> Len(queue) < Capacity
====
