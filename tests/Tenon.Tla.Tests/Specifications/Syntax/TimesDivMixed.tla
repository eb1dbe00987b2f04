---- MODULE TimesDivMixed ----
EXTENDS Naturals
A == 4 * 2 \div 2
====
