---- MODULE CaseWithoutArm ----
ASSUME CASE FALSE -> TRUE [] FALSE -> TRUE
====
