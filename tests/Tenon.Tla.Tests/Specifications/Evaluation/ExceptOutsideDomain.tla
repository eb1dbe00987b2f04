---- MODULE ExceptOutsideDomain ----
ASSUME [<<1, 2>> EXCEPT ![3] = 3] = <<1, 2>>
ASSUME [[a |-> 1] EXCEPT !.b = 3] = [a |-> 1]
====
