---- MODULE LocalBase ----
LOCAL Secret == 1
====
