---- MODULE Statistics ----
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE Reals
ChiSquare(expected, actual, significance) == "native"
====
