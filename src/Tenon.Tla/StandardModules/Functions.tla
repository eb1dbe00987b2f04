---- MODULE Functions ----
EXTENDS Integers, Folds

Restrict(f, S) == [x \in S |-> f[x]]
RestrictDomain(f, P(_)) == Restrict(f, {x \in DOMAIN f : P(x)})
RestrictValues(f, P(_)) == Restrict(f, {x \in DOMAIN f : P(f[x])})
IsRestriction(f, g) == DOMAIN f \subseteq DOMAIN g /\ \A x \in DOMAIN f : f[x] = g[x]
Range(f) == {f[x] : x \in DOMAIN f}
Inverse(f, S, T) == [t \in T |-> CHOOSE s \in S : t \in {f[x] : x \in S} => f[s] = t]
AntiFunction(f) == [v \in Range(f) |-> CHOOSE x \in DOMAIN f : f[x] = v]
IsInjective(f) == \A a, b \in DOMAIN f : f[a] = f[b] => a = b
Injection(S, T) == {f \in [S -> T] : IsInjective(f)}
Surjection(S, T) == {f \in [S -> T] : \A t \in T : \E s \in S : f[s] = t}
Bijection(S, T) == Injection(S, T) \cap Surjection(S, T)
ExistsInjection(S, T) == Injection(S, T) # {}
ExistsSurjection(S, T) == Surjection(S, T) # {}
ExistsBijection(S, T) == Bijection(S, T) # {}
Pointwise(f, g, Op(_, _)) == [x \in DOMAIN f |-> Op(f[x], g[x])]
FoldFunction(Op(_, _), base, f) == MapThenFoldSet(Op, base, LAMBDA x : f[x], LAMBDA s : CHOOSE x \in s : TRUE, DOMAIN f)
FoldFunctionOnSet(Op(_, _), base, f, S) == MapThenFoldSet(Op, base, LAMBDA x : f[x], LAMBDA s : CHOOSE x \in s : TRUE, S)
SumFunction(f) == FoldFunction(LAMBDA a, b : a + b, 0, f)
SumFunctionOnSet(f, S) == FoldFunctionOnSet(LAMBDA a, b : a + b, 0, f, S)
====
