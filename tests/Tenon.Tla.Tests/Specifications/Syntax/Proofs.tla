---- MODULE Proofs ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < 3 /\ x' = x + 1
Spec == Init /\ [][Next]_x
Inv == x \in 0..3

LEMMA Small == \A n \in Nat : n < 1 => n = 0
  OBVIOUS

THEOREM Safe == Spec => []Inv
<1>1. Init => Inv
  BY DEF Init, Inv
<1>2. Inv /\ [Next]_x => Inv'
  <2> SUFFICES ASSUME Inv, [Next]_x
               PROVE  Inv'
    OBVIOUS
  <2>1. CASE Next
    <3>1. x + 1 < 5 BY <2>1
    <3> DEFINE y == x + 1
    <3>2. y > x OBVIOUS
    <3> HIDE DEF y
    <3> QED BY <3>1, <3>2, Small DEF Next, Inv
  <2>2. CASE UNCHANGED x
    PROOF OMITTED
  <2>a. PICK z \in Nat : z = x
    OBVIOUS
  <2>b. TAKE w \in Nat
  <2>c. HAVE TRUE
  <2>d. WITNESS 1 \in Nat
  <2> USE Safe DEF Spec
  <2>. QED BY <2>1, <2>2
<1>3. QED
  BY <1>1, <1>2 DEF Spec

COROLLARY TRUE
PROPOSITION Other == TRUE
PROOF
  <1> QED OBVIOUS
AXIOM 1 + 1 = 2
ASSUMPTION Named == TRUE

\* What follows is part of the specification again.
Bound == x < 3
====
