---- MODULE SequencesExtTest ----
EXTENDS Sequences, Functions, SequencesExt, FiniteSets, Integers
ASSUME ToSet(<<1, 2, 1>>) = {1, 2}
ASSUME SetToSeq({}) = <<>> /\ Len(SetToSeq({1, 2})) = 2 /\ ToSet(SetToSeq({1, 2})) = {1, 2}
ASSUME SetToSeqs({1, 2}) = {<<1, 2>>, <<2, 1>>}
ASSUME SetToSortSeq({3, 1, 2}, <) = <<1, 2, 3>>
ASSUME Reverse(<<1, 2, 3>>) = <<3, 2, 1>> /\ Reverse(<<>>) = <<>>
ASSUME Remove(<<1, 2, 1>>, 1) = <<2>> /\ ReplaceAll(<<1, 2, 1>>, 1, 5) = <<5, 2, 5>>
ASSUME InsertAt(<<1, 3>>, 2, 2) = <<1, 2, 3>> /\ ReplaceAt(<<1, 2>>, 2, 7) = <<1, 7>> /\ RemoveAt(<<1, 2, 3>>, 2) = <<1, 3>>
ASSUME Cons(0, <<1>>) = <<0, 1>> /\ Front(<<1, 2>>) = <<1>> /\ Last(<<1, 2>>) = 2
ASSUME IsPrefix(<<1>>, <<1, 2>>) /\ ~IsPrefix(<<2>>, <<1, 2>>) /\ IsStrictPrefix(<<1>>, <<1, 2>>) /\ IsSuffix(<<2>>, <<1, 2>>)
ASSUME FoldSeq(LAMBDA x, acc : x + acc, 0, <<1, 2, 3>>) = 6
ASSUME FoldLeft(LAMBDA acc, x : acc * 10 + x, 0, <<1, 2, 3>>) = 123
ASSUME FoldRight(LAMBDA x, acc : acc * 10 + x, <<1, 2, 3>>, 0) = 321
ASSUME FlattenSeq(<<<<1>>, <<>>, <<2, 3>>>>) = <<1, 2, 3>>
ASSUME Contains(<<1, 2>>, 2) /\ ~Contains(<<1, 2>>, 3)
ASSUME IsInjective(<<1, 2>>) /\ ~IsInjective(<<1, 1>>)
ASSUME SelectInSeq(<<1, 2, 3>>, LAMBDA x : x > 1) = 2 /\ SelectInSeq(<<1>>, LAMBDA x : x > 1) = 0
ASSUME BoundedSeq({1}, 2) = {<<>>, <<1>>, <<1, 1>>} /\ SeqOf({1, 2}, 1) = {<<>>, <<1>>, <<2>>}
ASSUME Zip(<<1, 2>>, <<3, 4>>) = <<<<1, 3>>, <<2, 4>>>>
ASSUME Prefixes(<<1, 2>>) = {<<>>, <<1>>, <<1, 2>>}
ASSUME CommonPrefixes({<<1, 2>>, <<1, 3>>}) = {<<>>, <<1>>} /\ LongestCommonPrefix({<<1, 2>>, <<1, 3>>}) = <<1>>
====
