---- MODULE LevelOfTemporalEnabled ----
VARIABLE x
B == ENABLED ([](x = 0))
====
