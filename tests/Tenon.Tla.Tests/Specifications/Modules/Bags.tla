---- MODULE Bags ----
Mine == "ours"
====
