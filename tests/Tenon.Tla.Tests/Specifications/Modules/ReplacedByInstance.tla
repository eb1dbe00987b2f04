---- MODULE ReplacedByInstance ----
EXTENDS ReplacedBase
Both(n) == LET I == INSTANCE ReplacedBase IN I!May(n) \/ n = 2
====
