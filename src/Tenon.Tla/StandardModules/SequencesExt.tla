---- MODULE SequencesExt ----
EXTENDS Sequences, Naturals, FiniteSets, FiniteSetsExt, Folds, Functions, Bags, TLC

ToSet(s) == {s[i] : i \in DOMAIN s}
SetToSeq(S) == CHOOSE f \in [1 .. Cardinality(S) -> S] : \A i, j \in DOMAIN f : f[i] = f[j] => i = j
SetToSeqs(S) == {f \in [1 .. Cardinality(S) -> S] : \A i, j \in DOMAIN f : f[i] = f[j] => i = j}
SetToSortSeq(S, Op(_, _)) == SortSeq(SetToSeq(S), Op)
SetToAllKPermutations(S) == UNION {SetToSeqs(s) : s \in SUBSET S}
TupleOf(S, n) == [1 .. n -> S]
SeqOf(S, n) == UNION {[1 .. m -> S] : m \in 0 .. n}
BoundedSeq(S, n) == SeqOf(S, n)
Contains(s, e) == \E i \in DOMAIN s : s[i] = e
Reverse(s) == [i \in 1 .. Len(s) |-> s[Len(s) - i + 1]]
Remove(s, e) == SelectSeq(s, LAMBDA x : x # e)
RemoveAt(s, i) == SubSeq(s, 1, i - 1) \o SubSeq(s, i + 1, Len(s))
RemoveFirst(s, e) == IF Contains(s, e) THEN RemoveAt(s, CHOOSE i \in DOMAIN s : s[i] = e /\ \A j \in 1 .. i - 1 : s[j] # e) ELSE s
RemoveFirstMatch(s, P(_)) ==
  IF \E i \in DOMAIN s : P(s[i]) THEN RemoveAt(s, CHOOSE i \in DOMAIN s : P(s[i]) /\ \A j \in 1 .. i - 1 : ~P(s[j])) ELSE s
ReplaceAt(s, i, e) == [s EXCEPT ![i] = e]
ReplaceAll(s, old, new) == [i \in DOMAIN s |-> IF s[i] = old THEN new ELSE s[i]]
ReplaceFirst(s, old, new) ==
  IF Contains(s, old) THEN ReplaceAt(s, CHOOSE i \in DOMAIN s : s[i] = old /\ \A j \in 1 .. i - 1 : s[j] # old, new) ELSE s
InsertAt(s, i, e) == SubSeq(s, 1, i - 1) \o <<e>> \o SubSeq(s, i, Len(s))
Cons(e, s) == <<e>> \o s
Snoc(s, e) == Append(s, e)
Front(s) == SubSeq(s, 1, Len(s) - 1)
Last(s) == s[Len(s)]
IsPrefix(s, t) == Len(s) \leq Len(t) /\ SubSeq(t, 1, Len(s)) = s
IsStrictPrefix(s, t) == IsPrefix(s, t) /\ s # t
IsSuffix(s, t) == Len(s) \leq Len(t) /\ SubSeq(t, Len(t) - Len(s) + 1, Len(t)) = s
IsStrictSuffix(s, t) == IsSuffix(s, t) /\ s # t
Prefixes(s) == {SubSeq(s, 1, n) : n \in 0 .. Len(s)}
Suffixes(s) == {SubSeq(s, n, Len(s)) : n \in 1 .. Len(s) + 1}
CommonPrefixes(S) == {s \in UNION {Prefixes(t) : t \in S} : \A t \in S : IsPrefix(s, t)}
LongestCommonPrefix(S) == CHOOSE longest \in CommonPrefixes(S) : \A s \in CommonPrefixes(S) : Len(s) \leq Len(longest)
SeqMod(a, b) == IF a % b = 0 THEN b ELSE a % b
Indices(s, e) == {i \in DOMAIN s : s[i] = e}
FirstIndex(s, e) == CHOOSE i \in DOMAIN s : s[i] = e /\ \A j \in 1 .. i - 1 : s[j] # e
SelectInSeq(s, P(_)) == IF \E i \in DOMAIN s : P(s[i]) THEN CHOOSE i \in DOMAIN s : P(s[i]) /\ \A j \in 1 .. i - 1 : ~P(s[j]) ELSE 0
SelectInSubSeq(s, from, to, P(_)) ==
  IF \E i \in from .. to : P(s[i]) THEN CHOOSE i \in from .. to : P(s[i]) /\ \A j \in from .. i - 1 : ~P(s[j]) ELSE 0
SelectLastInSeq(s, P(_)) ==
  IF \E i \in DOMAIN s : P(s[i]) THEN CHOOSE i \in DOMAIN s : P(s[i]) /\ \A j \in i + 1 .. Len(s) : ~P(s[j]) ELSE 0
SelectLastInSubSeq(s, from, to, P(_)) ==
  IF \E i \in from .. to : P(s[i]) THEN CHOOSE i \in from .. to : P(s[i]) /\ \A j \in i + 1 .. to : ~P(s[j]) ELSE 0
AllSubSeqs(s) == {[i \in 1 .. Cardinality(D) |-> s[SetToSortSeq(D, <)[i]]] : D \in SUBSET DOMAIN s}
SubSeqs(s) == {SubSeq(s, i, j) : i \in 1 .. Len(s) + 1, j \in 0 .. Len(s)}
FoldSeq(Op(_, _), base, s) == MapThenFoldSet(Op, base, LAMBDA i : s[i], LAMBDA S : CHOOSE i \in S : TRUE, DOMAIN s)
RECURSIVE FoldLeftFrom(_, _, _, _)
LOCAL FoldLeftFrom(Op(_, _), base, s, i) == IF i > Len(s) THEN base ELSE FoldLeftFrom(Op, Op(base, s[i]), s, i + 1)
FoldLeft(Op(_, _), base, s) == FoldLeftFrom(Op, base, s, 1)
RECURSIVE FoldRightFrom(_, _, _, _)
LOCAL FoldRightFrom(Op(_, _), s, base, i) == IF i = 0 THEN base ELSE FoldRightFrom(Op, s, Op(s[i], base), i - 1)
FoldRight(Op(_, _), s, base) == FoldRightFrom(Op, s, base, Len(s))
FoldLeftDomain(Op(_, _), base, s) == FoldLeft(Op, base, [i \in DOMAIN s |-> i])
FoldRightDomain(Op(_, _), s, base) == FoldRight(Op, [i \in DOMAIN s |-> i], base)
FlattenSeq(ss) == FoldLeft(LAMBDA a, b : a \o b, <<>>, ss)
Zip(s, t) == [i \in 1 .. (IF Len(s) < Len(t) THEN Len(s) ELSE Len(t)) |-> <<s[i], t[i]>>]
Interleave(s, t) == FlattenSeq([i \in 1 .. Len(s) |-> <<s[i], t[i]>>])
IsABoundedSeq(s, S, n) == Len(s) \leq n /\ ToSet(s) \subseteq S
LOCAL MapSeq(s, F(_)) == [i \in DOMAIN s |-> F(s[i])]
BoundedSeqs(S, n) == SeqOf(S, n)
RemoveDuplicates(s) == FoldLeft(LAMBDA t, e : IF Contains(t, e) THEN t ELSE Append(t, e), <<>>, s)
====
