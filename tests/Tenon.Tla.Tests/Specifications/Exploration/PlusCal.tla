---- MODULE PlusCal ----
EXTENDS Naturals
(* --fair algorithm Two
variables turn = 0;
process P \in {0, 1}
begin
  Try: await turn = self;
  Leave: turn := 1 - self;
         goto Try;
end process
end algorithm *)
\* BEGIN TRANSLATION (chksum(pcal) = "1" /\ chksum(tla) = "2")
VARIABLES pc, turn

vars == << pc, turn >>

ProcSet == ({0, 1})

Init == (* Global variables *)
        /\ turn = 0
        /\ pc = [self \in ProcSet |-> "Try"]

Try(self) == /\ pc[self] = "Try"
             /\ turn = self
             /\ pc' = [pc EXCEPT ![self] = "Leave"]
             /\ turn' = turn

Leave(self) == /\ pc[self] = "Leave"
               /\ turn' = 1 - self
               /\ pc' = [pc EXCEPT ![self] = "Try"]

P(self) == Try(self) \/ Leave(self)

Next == (\E self \in {0, 1}: P(self))

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in {0, 1} : WF_vars(P(self))

\* END TRANSLATION
Turns == \A self \in {0, 1} : []<>(pc[self] = "Leave")
====
