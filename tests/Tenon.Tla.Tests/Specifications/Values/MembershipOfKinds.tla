---- MODULE MembershipOfKinds ----
EXTENDS Naturals
ASSUME 1 \in {"a"}
====
