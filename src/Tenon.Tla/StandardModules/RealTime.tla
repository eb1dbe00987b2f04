---- MODULE RealTime ----
\* Bounds on the time between steps. Formulas made with it can be read and not checked: they hide a variable, and speak of all real numbers.
EXTENDS Reals
VARIABLE now
RTBound(A, v, D, E) ==
  LET Elapsed(t) == t' = IF <<A>>_v \/ ~(ENABLED <<A>>_v)' THEN 0 ELSE t + (now' - now)
      Measured(t) == t = 0 /\ [][Elapsed(t)]_<<t, v, now>>
      AtMost(t) == [](t \leq E)
      AtLeast(t) == [][A => t \geq D]_v
  IN \EE t : Measured(t) /\ AtMost(t) /\ AtLeast(t)
RTnow(v) ==
  LET Pass == now' \in {r \in Real : r > now} /\ UNCHANGED v
  IN now \in Real /\ [][Pass]_now /\ \A r \in Real : WF_now(Pass /\ now' > r)
====
