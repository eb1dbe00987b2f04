---- MODULE WrongArityOverride ----
CONSTANT Op(_)
Two(a, b) == a
ASSUME Op(1) = 1
====
