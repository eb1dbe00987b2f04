---- MODULE RealTimeIsRead ----
EXTENDS RealTime
VARIABLE x
Init == x = 0 /\ now = 0
Tick == now < 3 /\ now' = now + 1 /\ x' = x
Slow == x = 0 /\ x' = 1 /\ now' = now
Timed == RTBound(Slow, x, 1, 2) /\ RTnow(x)
====
