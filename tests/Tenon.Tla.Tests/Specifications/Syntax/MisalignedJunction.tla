---- MODULE MisalignedJunction ----
EXTENDS Naturals
\* The second bullet is right of the first, so it is an infix operator of the first item; the verdict is the same, not the structure.
P == /\ FALSE => TRUE
       /\ FALSE
ASSUME P
Q == /\ FALSE => TRUE
     /\ FALSE
ASSUME ~Q
====
