----------------------------- MODULE Sequences -----------------------------
LOCAL INSTANCE Naturals
Seq(S) == "native"
Len(s) == "native"
s \o t == "native"
Append(s, e) == "native"
Head(s) == "native"
Tail(s) == "native"
SubSeq(s, m, n) == "native"
SelectSeq(s, Test(_)) == "native"
=============================================================================
