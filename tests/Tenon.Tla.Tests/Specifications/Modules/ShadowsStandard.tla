---- MODULE ShadowsStandard ----
EXTENDS Bags
ASSUME Mine = "ours"
EmptyBag == 1
ASSUME EmptyBag = 1
====
