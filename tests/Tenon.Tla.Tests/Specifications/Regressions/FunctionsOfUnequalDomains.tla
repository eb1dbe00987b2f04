---- MODULE FunctionsOfUnequalDomains ----
ASSUME [a |-> 1, b |-> 1] /= [a |-> TRUE, c |-> 1]
====
