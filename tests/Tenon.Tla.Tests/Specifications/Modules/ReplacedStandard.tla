---- MODULE ReplacedStandard ----
EXTENDS Naturals
CONSTANT bound
VARIABLE s
Bounded(S) == UNION {[1..n -> S] : n \in 0..bound}
INSTANCE ReplacedStandardBase
====
