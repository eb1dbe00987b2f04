---- MODULE KeywordFields ----
r == [THEN |-> 1, x |-> 4]
ASSUME r.THEN = 1 /\ r.x = 4
ASSUME [r EXCEPT !.THEN = 5].THEN = 5
====
