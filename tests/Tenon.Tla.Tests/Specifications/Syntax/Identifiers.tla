-------- MODULE Identifiers --------
EXTENDS Naturals
_x == 1
1a == 2
x_ == 3
2_b == 4
WFvars == 5
SF == 6
Lambda == 7
_1a == 8
aVeryLongName_With123Digits == 9
ASSUME <<_x, 1a, x_, 2_b, WFvars, SF, Lambda, _1a, aVeryLongName_With123Digits>> = [i \in 1..9 |-> i]
====
