---- MODULE ImpliesChain ----
\* Which comes first is not said, and it makes a difference.
A == TRUE => FALSE  => TRUE
====
