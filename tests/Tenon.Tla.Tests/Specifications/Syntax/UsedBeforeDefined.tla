---- MODULE UsedBeforeDefined ----
A == B
B == 1
====
