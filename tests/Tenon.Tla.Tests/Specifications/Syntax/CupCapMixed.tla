---- MODULE CupCapMixed ----
A == {1} \cup {2} \cap {2}
====
