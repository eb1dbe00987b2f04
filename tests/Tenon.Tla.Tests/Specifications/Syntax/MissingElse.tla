---- MODULE MissingElse ----
A == IF TRUE THEN 1
====
