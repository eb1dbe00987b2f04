---- MODULE FunctionsModuleTest ----
EXTENDS Functions, Integers, TLC
f == [x \in 1 .. 3 |-> x * 10]
ASSUME Restrict(f, {1, 2}) = <<10, 20>> /\ Range(f) = {10, 20, 30}
ASSUME Inverse(f, 1 .. 3, {10}) = (10 :> 1)
ASSUME Injection({1}, {5, 6}) = {<<5>>, <<6>>} /\ Bijection({1, 2}, {3, 4}) = {<<3, 4>>, <<4, 3>>}
ASSUME IsInjective(f)
ASSUME ExistsInjection({1}, {2, 3}) /\ ~ExistsSurjection({1}, {2, 3}) /\ ExistsBijection({1}, {2})
ASSUME FoldFunction(LAMBDA x, acc : x + acc, 0, f) = 60
ASSUME FoldFunctionOnSet(LAMBDA x, acc : x + acc, 0, f, {1, 3}) = 40
ASSUME AntiFunction(f) = 10 :> 1 @@ 20 :> 2 @@ 30 :> 3
====
