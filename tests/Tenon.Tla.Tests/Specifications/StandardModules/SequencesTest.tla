---- MODULE SequencesTest ----
EXTENDS Sequences, Integers
ASSUME Len(<<>>) = 0 /\ Len(<<1, 2>>) = 2
ASSUME Head(<<1, 2>>) = 1 /\ Tail(<<1, 2>>) = <<2>> /\ Tail(<<1>>) = <<>>
ASSUME Append(<<1>>, <<2>>) = <<1, <<2>>>>
ASSUME <<1>> \o <<>> \o <<2, 3>> = <<1, 2, 3>>
ASSUME SubSeq(<<1, 2, 3>>, 2, 3) = <<2, 3>> /\ SubSeq(<<1, 2, 3>>, 2, 1) = <<>>
ASSUME SelectSeq(<<1, 2, 3, 4>>, LAMBDA x : x % 2 = 0) = <<2, 4>>
ASSUME LET Odd(x) == x % 2 = 1 IN SelectSeq(<<1, 2, 3>>, Odd) = <<1, 3>>
ASSUME <<1, 2>> \in Seq(1 .. 2) /\ <<3>> \notin Seq(1 .. 2)
====
