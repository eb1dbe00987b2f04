---- MODULE Bags ----
\* A bag is a function from its elements to how often each is in it.
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE TLC

IsABag(B) == \A e \in DOMAIN B : B[e] \in Nat \ {0}
BagToSet(B) == DOMAIN B
SetToBag(S) == [e \in S |-> 1]
BagIn(e, B) == e \in DOMAIN B
EmptyBag == SetToBag({})
CopiesIn(e, B) == IF e \in DOMAIN B THEN B[e] ELSE 0

B1 (+) B2 == [e \in DOMAIN B1 \cup DOMAIN B2 |-> CopiesIn(e, B1) + CopiesIn(e, B2)]
B1 (-) B2 == [e \in {d \in DOMAIN B1 : B1[d] > CopiesIn(d, B2)} |-> B1[e] - CopiesIn(e, B2)]

LOCAL Total(f) ==
  LET sum[S \in SUBSET DOMAIN f] == IF S = {} THEN 0 ELSE LET e == CHOOSE x \in S : TRUE IN f[e] + sum[S \ {e}]
  IN sum[DOMAIN f]

BagUnion(S) == [e \in UNION {DOMAIN B : B \in S} |-> Total([B \in S |-> CopiesIn(e, B)])]
B1 \sqsubseteq B2 == \A e \in DOMAIN B1 : e \in DOMAIN B2 /\ B1[e] \leq B2[e]

SubBag(B) ==
  LET Smaller(S) == {f \in [S -> 1 .. (LET counts == {B[e] : e \in DOMAIN B} IN IF counts = {} THEN 0 ELSE CHOOSE m \in counts : \A n \in counts : n \leq m)] :
                       \A e \in S : f[e] \leq B[e]}
  IN UNION {Smaller(S) : S \in SUBSET DOMAIN B}

BagOfAll(F(_), B) ==
  [v \in {F(e) : e \in DOMAIN B} |-> Total([e \in {d \in DOMAIN B : F(d) = v} |-> B[e]])]
BagCardinality(B) == Total(B)
====
