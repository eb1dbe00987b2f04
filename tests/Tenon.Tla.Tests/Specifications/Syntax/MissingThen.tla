---- MODULE MissingThen ----
A == IF TRUE 1 ELSE 2
====
