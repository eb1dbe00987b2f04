---- MODULE EmptySetAndTuple ----
ASSUME {} /= <<>>
====
