---- MODULE Tabs ----
EXTENDS Naturals
\* A tab goes on to the next column after a multiple of eight: the bullets below are in one column.
A ==
	/\ TRUE
        /\ \/ FALSE
	   \/ TRUE
ASSUME A
====
