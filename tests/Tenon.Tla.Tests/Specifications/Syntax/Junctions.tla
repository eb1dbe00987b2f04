---- MODULE Junctions ----
EXTENDS Naturals
\* An item ends where the next bullet stands in its column, whatever extends as far as possible before it.
AfterLet == /\ LET a == FALSE IN a \/ TRUE
            /\ FALSE
AfterQuantifier == /\ \A n \in {1, 2} : n > 0
                   /\ FALSE
AfterIf == /\ IF TRUE THEN TRUE ELSE FALSE
           /\ FALSE
AfterCase == /\ CASE FALSE -> TRUE
                  [] OTHER -> TRUE
             /\ FALSE
AfterChoose == /\ 1 = CHOOSE n \in {1} : TRUE
               /\ FALSE
AfterImplication == /\ FALSE => FALSE
                    /\ FALSE
ASSUME ~AfterLet /\ ~AfterQuantifier /\ ~AfterIf /\ ~AfterCase /\ ~AfterChoose /\ ~AfterImplication

Nested == \/ /\ TRUE
             /\ \/ FALSE
                \/ /\ TRUE
                   /\ TRUE
          \/ FALSE
ASSUME Nested

\* Right of the column, the same symbols are infix.
Infix == /\ TRUE /\ TRUE
         /\ FALSE \/ TRUE
              \/ FALSE
ASSUME Infix

\* An infix operator on a line of its own belongs to the item.
Split == /\ 1
              + 1 = 2
         /\ {1}
              \cup {2} = {1, 2}
ASSUME Split

\* A parenthesis ends the lists within it.
Closed == (/\ TRUE
           /\ FALSE) \/ TRUE
ASSUME Closed

\* What stands left of or below the column ends the list.
Implied == /\ TRUE
           /\ FALSE
        => FALSE
ASSUME Implied

ThenList == IF /\ TRUE
               /\ TRUE
            THEN /\ TRUE
                 /\ TRUE
            ELSE \/ FALSE
                 \/ FALSE
ASSUME ThenList

InSet == {n \in 1..4 : /\ n > 1
                       /\ n < 4}
ASSUME InSet = {2, 3}

InLet ==
    LET P == /\ TRUE
             /\ TRUE
        Q == \/ P
             \/ FALSE
    IN  /\ P
        /\ Q
ASSUME InLet

InTuple == <</\ TRUE
             /\ FALSE, \/ TRUE
                       \/ FALSE>>
ASSUME InTuple = <<FALSE, TRUE>>

\* One item is a list as well.
Single == /\ TRUE
ASSUME Single
Lone == \/ FALSE
ASSUME ~Lone
====
