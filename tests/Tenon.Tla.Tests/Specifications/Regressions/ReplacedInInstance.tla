---- MODULE ReplacedInInstance ----
EXTENDS Naturals
VARIABLE x
INSTANCE Replaced
SmallEvens == {0, 2, 4}
====
