---- MODULE LevelOfPrimedAction ----
VARIABLE x
Next == x' = x
B == Next'
====
