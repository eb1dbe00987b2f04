---- MODULE LocalInstance ----
EXTENDS LocalInstanceBase
\* Neither + nor Helper came along, so both can be defined.
a + b == <<a, b>>
Helper(n) == n
ASSUME Public(3) = 8
ASSUME 1 + 2 = <<1, 2>>
ASSUME Helper(5) = 5
====
