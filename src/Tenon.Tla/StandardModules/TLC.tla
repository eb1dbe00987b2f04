-------------------------------- MODULE TLC --------------------------------
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets
Print(out, val) == "native"
PrintT(out) == "native"
Assert(val, out) == "native"
JavaTime == "native"
TLCGet(i) == "native"
TLCSet(i, v) == "native"
d :> e == "native"
f @@ g == "native"
Permutations(S) == "native"
SortSeq(s, Op(_, _)) == "native"
RandomElement(s) == "native"
Any == "native"
ToString(v) == "native"
TLCEval(v) == "native"
=============================================================================
