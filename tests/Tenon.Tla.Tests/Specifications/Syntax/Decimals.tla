---- MODULE Decimals ----
EXTENDS Reals
half == 1.5
ASSUME half > 1
====
