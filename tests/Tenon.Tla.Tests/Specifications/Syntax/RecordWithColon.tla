---- MODULE RecordWithColon ----
A == [a |-> 1, b : 2]
====
