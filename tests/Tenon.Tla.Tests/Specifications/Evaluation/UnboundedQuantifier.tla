---- MODULE UnboundedQuantifier ----
ASSUME \E x : x = 3
====
