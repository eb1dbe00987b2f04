---- MODULE WeakIsTooWeak ----
EXTENDS Naturals
VARIABLES on, done
vars == <<on, done>>
Init == on = FALSE /\ done = FALSE
Flip == on' = ~on /\ UNCHANGED done
Finish == on /\ ~done /\ done' = TRUE /\ UNCHANGED on
Next == Flip \/ Finish
Spec == Init /\ [][Next]_vars /\ WF_vars(Flip) /\ WF_vars(Finish)
Prop == <>done
====
