---- MODULE VectorClocks ----
EXTENDS Naturals, Sequences, Functions
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE TLC

LOCAL Before(v, w) == (\A i \in DOMAIN v : v[i] \leq w[i]) /\ v # w
IsCausalOrder(log, clock(_)) == \A i, j \in 1 .. Len(log) : Before(clock(log[i]), clock(log[j])) => i < j

\* Takes the events that nothing left happened before, the earliest in the log first.
CausalOrder(log, clock(_), node(_), domain(_)) ==
  LET RECURSIVE Order(_, _)
      Order(rest, done) ==
        IF rest = {} THEN done
        ELSE LET first == CHOOSE i \in rest :
                            /\ \A j \in rest : ~Before(clock(log[j]), clock(log[i]))
                            /\ \A k \in {k \in rest : \A j \in rest : ~Before(clock(log[j]), clock(log[k]))} : i \leq k
             IN Order(rest \ {first}, Append(done, log[first]))
  IN Order(1 .. Len(log), <<>>)
====
