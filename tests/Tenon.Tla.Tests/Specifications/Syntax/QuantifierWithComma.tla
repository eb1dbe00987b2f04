---- MODULE QuantifierWithComma ----
A == \A x \in {1}, TRUE
====
