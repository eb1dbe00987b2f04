---- MODULE Subexpressions ----
EXTENDS Naturals
Sum == 1 + 2
Both == /\ 1 = 1
        /\ 2 = 3
Choice(n) == IF n > 1 THEN n ELSE 0
ASSUME Sum!1 = 1 /\ Sum!2 = 2 /\ Sum!<< = 1 /\ Sum!>> = 2
ASSUME Both!1 /\ ~Both!2
ASSUME Choice(5)!2 = 5 /\ Choice(5)!3 = 0
====
