---- MODULE TheoremModules ----
EXTENDS FiniteSetsExtTheorems, FoldsTheorems, GraphTheorems, QuorumTheorems, BagsTheorems
ASSUME QuorumSystem({1}) = {{{1}}}
ASSUME Scaling(2, SetToBag({1})) = <<2>> /\ SeqToBag(<<1, 1>>) = <<2>>
====
