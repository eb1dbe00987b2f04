---- MODULE UnicodeAndAsciiNames ----
EXTENDS Naturals
a ⊕ b == a * 10 + b
ASSUME 1 (+) 2 = 12
ASSUME 1 ⊕ 2 = 12
====
