---- MODULE MappedVariableInFairnessWritten ----
EXTENDS Naturals
VARIABLE i
---- MODULE Abstract ----
EXTENDS Naturals
VARIABLE foo
Init == foo = 1
Next == foo < 3 /\ foo' = foo + 1
=========================
foo == i - 6
A == INSTANCE Abstract
Init == i = 7
Next == i < 9 /\ i' = i + 1
Spec == Init /\ [][Next]_i /\ WF_i(Next)
Written == A!Init /\ [][A!Next]_i /\ WF_i(A!Next)
====
