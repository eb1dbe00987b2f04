---- MODULE OutsideDomain ----
EXTENDS Naturals
VARIABLE x
Next == x' = <<1, 2>>[x]
Init == x = 3
====
