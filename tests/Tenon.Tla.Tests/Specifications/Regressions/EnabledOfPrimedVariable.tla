---- MODULE EnabledOfPrimedVariable ----
VARIABLE x
Init == x = TRUE
Next == x' = ~x
Inv == ENABLED (x')
====
