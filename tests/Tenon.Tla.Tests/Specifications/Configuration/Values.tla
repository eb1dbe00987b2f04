---- MODULE Values ----
EXTENDS Naturals
CONSTANTS N, S, B, T, M, Sets, Empty, Mixed
ASSUME N = 3 /\ S = "text" /\ B = TRUE
ASSUME T = {1, 2} /\ 1 \in T
ASSUME M = M /\ M /= 3 /\ M /= "M" /\ M /= {} /\ M /= <<>>
ASSUME Sets = {{1}, {}} /\ Empty = {}
\* Model values are what they are called: one name, one value.
ASSUME Mixed = {M} \cup {other \in Mixed : other /= M}
====
