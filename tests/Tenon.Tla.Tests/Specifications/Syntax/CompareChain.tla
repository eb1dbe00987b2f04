---- MODULE CompareChain ----
EXTENDS Naturals
A == 1 < 2 < 3
====
