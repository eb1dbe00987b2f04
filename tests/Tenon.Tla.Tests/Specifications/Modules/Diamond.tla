---- MODULE Diamond ----
EXTENDS LeftSide, RightSide
ASSUME L = 5 /\ R = 6 /\ Shared = 4 /\ Hidden = 8
====
