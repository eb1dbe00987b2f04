---- MODULE RecordWithEquals ----
A == [a = 1]
====
