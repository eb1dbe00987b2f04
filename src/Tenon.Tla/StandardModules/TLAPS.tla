------------------------------- MODULE TLAPS -------------------------------
\* Names of provers, for proofs. Proofs are skipped, so none is needed here.
=============================================================================
