-------------------------- MODULE SequenceTheorems --------------------------
\* The theorems are for provers.
EXTENDS Sequences, Functions
=============================================================================
