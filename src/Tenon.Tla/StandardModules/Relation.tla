---- MODULE Relation ----
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets

IsReflexive(R, S) == \A x \in S : R[x, x]
IsReflexiveUnder(Op(_, _), S) == \A x \in S : Op(x, x)
IsIrreflexive(R, S) == \A x \in S : ~R[x, x]
IsIrreflexiveUnder(Op(_, _), S) == \A x \in S : ~Op(x, x)
IsSymmetric(R, S) == \A x, y \in S : R[x, y] <=> R[y, x]
IsSymmetricUnder(Op(_, _), S) == \A x, y \in S : Op(x, y) <=> Op(y, x)
IsAntiSymmetric(R, S) == \A x, y \in S : R[x, y] /\ R[y, x] => x = y
IsAntiSymmetricUnder(Op(_, _), S) == \A x, y \in S : Op(x, y) /\ Op(y, x) => x = y
IsAsymmetric(R, S) == \A x, y \in S : ~(R[x, y] /\ R[y, x])
IsAsymmetricUnder(Op(_, _), S) == \A x, y \in S : ~(Op(x, y) /\ Op(y, x))
IsTransitive(R, S) == \A x, y, z \in S : R[x, y] /\ R[y, z] => R[x, z]
IsTransitiveUnder(Op(_, _), S) == \A x, y, z \in S : Op(x, y) /\ Op(y, z) => Op(x, z)
IsStrictlyPartiallyOrdered(R, S) == IsIrreflexive(R, S) /\ IsAntiSymmetric(R, S) /\ IsTransitive(R, S)
IsStrictlyPartiallyOrderedUnder(Op(_, _), S) == IsIrreflexiveUnder(Op, S) /\ IsAntiSymmetricUnder(Op, S) /\ IsTransitiveUnder(Op, S)
IsPartiallyOrdered(R, S) == IsReflexive(R, S) /\ IsAntiSymmetric(R, S) /\ IsTransitive(R, S)
IsPartiallyOrderedUnder(Op(_, _), S) == IsReflexiveUnder(Op, S) /\ IsAntiSymmetricUnder(Op, S) /\ IsTransitiveUnder(Op, S)
IsStrictlyTotallyOrdered(R, S) == IsStrictlyPartiallyOrdered(R, S) /\ \A x, y \in S : x # y => R[x, y] \/ R[y, x]
IsStrictlyTotallyOrderedUnder(Op(_, _), S) == IsStrictlyPartiallyOrderedUnder(Op, S) /\ \A x, y \in S : x # y => Op(x, y) \/ Op(y, x)
IsTotallyOrdered(R, S) == IsPartiallyOrdered(R, S) /\ \A x, y \in S : R[x, y] \/ R[y, x]
IsTotallyOrderedUnder(Op(_, _), S) == IsPartiallyOrderedUnder(Op, S) /\ \A x, y \in S : Op(x, y) \/ Op(y, x)

\* After step k there is a way from x to y through elements treated so far (Warshall).
TransitiveClosure(R, S) ==
  LET RECURSIVE Close(_, _)
      Close(T, rest) ==
        IF rest = {} THEN T
        ELSE LET k == CHOOSE x \in rest : TRUE
             IN Close([p \in S \X S |-> T[p] \/ (T[<<p[1], k>>] /\ T[<<k, p[2]>>])], rest \ {k})
  IN Close(R, S)
ReflexiveTransitiveClosure(R, S) ==
  LET T == TransitiveClosure(R, S) IN [p \in S \X S |-> p[1] = p[2] \/ T[p]]
IsConnected(R, S) ==
  LET T == ReflexiveTransitiveClosure(R, S) IN \A x, y \in S : T[x, y]
====
