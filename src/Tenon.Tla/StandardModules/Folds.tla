---- MODULE Folds ----
\* Takes an element by choose, folds the others, then the element.
MapThenFoldSet(Op(_, _), base, F(_), choose(_), S) ==
  LET fold[s \in SUBSET S] == IF s = {} THEN base ELSE LET x == choose(s) IN Op(F(x), fold[s \ {x}])
  IN fold[S]
====
