---- MODULE Bitwise ----
LOCAL INSTANCE Naturals
LOCAL INSTANCE Integers
a & b == "native"
a | b == "native"
a ^^ b == "native"
Not(a) == "native"
shiftR(n, places) == "native"
And(a, b, n, m) == a & b
Or(a, b, n, m) == a | b
Xor(a, b, n, m) == a ^^ b
====
