---- MODULE CBraces ----
VARIABLE x
Init == x = 0;
====
