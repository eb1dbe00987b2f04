---- MODULE Getter ----
CONSTANT c
Get == c
====
