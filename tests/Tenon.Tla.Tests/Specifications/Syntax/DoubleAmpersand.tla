---- MODULE DoubleAmpersand ----
A == TRUE && FALSE
====
