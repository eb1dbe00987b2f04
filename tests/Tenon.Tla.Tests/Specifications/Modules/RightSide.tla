---- MODULE RightSide ----
EXTENDS Bottom
R == Shared + 2
\* What is local to Bottom is not here, so the name is free.
Hidden == 8
====
