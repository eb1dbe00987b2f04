---- MODULE LocalInstanceBase ----
LOCAL INSTANCE Naturals
LOCAL Helper(n) == n + 1
Public(n) == Helper(n) * 2
====
