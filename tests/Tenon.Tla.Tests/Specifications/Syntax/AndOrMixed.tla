---- MODULE AndOrMixed ----
A == TRUE /\ FALSE \/ TRUE
====
