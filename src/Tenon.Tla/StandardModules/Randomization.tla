---- MODULE Randomization ----
RandomSubset(k, S) == "native"
RandomSetOfSubsets(k, n, S) == "native"
TestRandomSetOfSubsets(k, n, S) == "native"
====
