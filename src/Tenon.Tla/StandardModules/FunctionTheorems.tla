-------------------------- MODULE FunctionTheorems --------------------------
\* The theorems are for provers.
EXTENDS Functions, Integers, FiniteSets
=============================================================================
