---- MODULE DyadicRationals ----
\* num / den, den a power of 2.
LOCAL INSTANCE Naturals
LOCAL INSTANCE Integers
LOCAL INSTANCE TLC
LOCAL INSTANCE Sequences

LOCAL Gcd(m, n) == LET g[a, b \in Nat] == IF b = 0 THEN a ELSE g[b, a % b] IN g[m, n]
LOCAL Ratio(num, den) == LET d == Gcd(num, den) IN IF num = 0 THEN [num |-> 0, den |-> 1] ELSE [num |-> num \div d, den |-> den \div d]
Zero == [num |-> 0, den |-> 1]
One == [num |-> 1, den |-> 1]
Reduce(p) == Ratio(p.num, p.den)
Add(p, q) == Ratio(p.num * q.den + q.num * p.den, p.den * q.den)
Half(p) == Ratio(p.num, p.den * 2)
IsDyadicRational(p) == \E i \in 0 .. p.den : 2 ^ i = p.den
PrettyPrint(p) == IF p.num = 0 THEN "0" ELSE IF p.den = 1 THEN ToString(p.num) ELSE ToString(p.num) \o "/" \o ToString(p.den)
====
