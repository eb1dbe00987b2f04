----------------------------- MODULE TimeWindowedCompaction -----------------------------
(*****************************************************************************)
(* Points are ingested into time windows, written as sorted splits, and      *)
(* compacted within their scope and window. Claim: a compaction joins only   *)
(* what belongs together, and neither loses, doubles, changes nor disorders  *)
(* a row.                                                                    *)
(*                                                                           *)
(* The values of a point are its own in every column, so a value that ended  *)
(* up in another row would be noticed. What is questionable in the field's   *)
(* specification is kept: that inputs share scope and window is the filter   *)
(* by which they were chosen, and no window lies before the start of         *)
(* compaction.                                                               *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowsInWindow              TW-1  a split's rows lie in its window        *)
(*   WindowDividesHour         TW-2  the duration of a window divides an hour*)
(*   WindowsNeverMix           TW-3  the output of a compaction has the      *)
(*                                   window of all its inputs                *)
(*   ScopesNeverMix            CS-1  inputs are of one scope                 *)
(*   WindowStartsEqual         CS-2  inputs are of one window                *)
(*   NotBeforeCompactionStart  CS-3  no input lies before the start          *)
(*   RowsConserved             MC-1  the output has each point as often as   *)
(*                                   the inputs                              *)
(*   ContentConserved          MC-2  a stored row is as it was ingested      *)
(*   OutputSorted              MC-3  what claims to be sorted is             *)
(*   ColumnsUnited             MC-4  the output has the columns of all inputs*)
(*                                                                           *)
(* Names here             in src/Tenon.Models/Windows                        *)
(*   this module          WindowedCompaction                                 *)
(*   the actions          CompactionAction.AdvanceTime, IngestPoint,         *)
(*                        FlushSplit, Compact                                *)
(*   time, splits,        CompactionState.Time, Splits, Buffers, NextSplit,  *)
(*   buffers, nextSplit,  History, Log                                       *)
(*   history, log                                                            *)
(*   nextPoint            one more than the length of History                *)
(*   a row                CompactionRow, with its values beside its columns  *)
(*   an element of splits StoredSplit                                        *)
(*   an element of log    CompactionRecord                                   *)
(*   WindowOf             MergePredicates.TryGetWindowStart                  *)
(*   the constants        CompactionBounds                                   *)
(*   an invariant         InvariantId of the same name                       *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
    Timestamps,             \* when points can happen
    Columns,
    Scopes,
    SortKeys,
    WindowDuration,
    HourDuration,           \* an hour, in the units of the others
    CompactionStart,        \* windows before it are not compacted
    LateAcceptance,         \* how old a point may be when it comes
    MaximumTime,            \* the rest bounds the states
    MaximumPoints,
    MaximumCompactions

VARIABLES
    time,                   \* now
    splits,                 \* what is stored
    buffers,                \* by scope and window, the rows that wait, as they came
    nextSplit,
    nextPoint,
    history,                \* by point, its row as it was ingested; for proofs
    log                     \* the compactions; for proofs

vars == <<time, splits, buffers, nextSplit, nextPoint, history, log>>

---------------------------------------------------------------------------------------------

WindowOf(timestamp) == timestamp - (timestamp % WindowDuration)

RowsIn(rows) == {rows[i] : i \in DOMAIN rows}

UnitedColumns(rows) == UNION {row.columns : row \in RowsIn(rows)}

\* Before the first row with a greater key, so that rows with equal keys stay in the order in which they came.
Inserted(row, sorted) ==
    LET position == Cardinality({i \in DOMAIN sorted : sorted[i].key <= row.key})
    IN  SubSeq(sorted, 1, position) \o <<row>> \o SubSeq(sorted, position + 1, Len(sorted))

RECURSIVE Sorted(_)
Sorted(rows) == IF rows = <<>> THEN <<>> ELSE Inserted(rows[Len(rows)], Sorted(SubSeq(rows, 1, Len(rows) - 1)))

\* The ids of some splits, ascending.
RECURSIVE InOrder(_)
InOrder(ids) ==
    IF ids = {} THEN <<>> ELSE LET least == CHOOSE id \in ids : \A other \in ids : id <= other IN <<least>> \o InOrder(ids \ {least})

RECURSIVE Concatenated(_)
Concatenated(runs) == IF runs = <<>> THEN <<>> ELSE Head(runs) \o Concatenated(Tail(runs))

\* The merge of sorted runs: of the rows in front, one with the least key; of equal ones, that of the first run.
RECURSIVE Merged(_)
Merged(runs) ==
    LET open == {i \in DOMAIN runs : runs[i] /= <<>>}
        least == CHOOSE i \in open : \A j \in open : runs[i][1].key < runs[j][1].key \/ (runs[i][1].key = runs[j][1].key /\ i <= j)
    IN  IF open = {} THEN <<>> ELSE <<Head(runs[least])>> \o Merged([runs EXCEPT ![least] = Tail(@)])

\* By point, how often it occurs.
BagOf(rows) ==
    [point \in {row.point : row \in RowsIn(rows)} |-> Cardinality({i \in DOMAIN rows : rows[i].point = point})]

---------------------------------------------------------------------------------------------

Init ==
    /\ time = 0
    /\ splits = {}
    /\ buffers = <<>>
    /\ nextSplit = 1
    /\ nextPoint = 1
    /\ history = <<>>
    /\ log = {}

AdvanceTime ==
    /\ \E later \in time + 1 .. MaximumTime : time' = later
    /\ UNCHANGED <<splits, buffers, nextSplit, nextPoint, history, log>>

IngestPoint ==
    /\ nextPoint <= MaximumPoints
    /\ \E timestamp \in {t \in Timestamps : t <= time /\ t >= time - LateAcceptance}, key \in SortKeys, scope \in Scopes, columns \in SUBSET Columns \ {{}} :
        LET row == [point |-> nextPoint, timestamp |-> timestamp, key |-> key, columns |-> columns, values |-> [column \in columns |-> <<nextPoint, column>>]]
            place == <<scope, WindowOf(timestamp)>>
        IN  /\ buffers' = IF place \in DOMAIN buffers THEN [buffers EXCEPT ![place] = Append(@, row)] ELSE buffers @@ (place :> <<row>>)
            /\ history' = Append(history, row)
    /\ nextPoint' = nextPoint + 1
    /\ UNCHANGED <<time, splits, nextSplit, log>>

FlushSplit ==
    /\ \E place \in DOMAIN buffers :
        /\ splits' = splits \union {[id |-> nextSplit, scope |-> place[1], window |-> place[2], rows |-> Sorted(buffers[place]),
                                     columns |-> UnitedColumns(buffers[place]), isSorted |-> TRUE]}
        /\ buffers' = [other \in DOMAIN buffers \ {place} |-> buffers[other]]
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<time, nextPoint, history, log>>

\* What two or more splits become.
Compacted(inputs) ==
    LET ids == InOrder({input.id : input \in inputs})
        runs == [i \in DOMAIN ids |-> (CHOOSE input \in inputs : input.id = ids[i]).rows]
        any == CHOOSE input \in inputs : TRUE
    IN  [id |-> nextSplit, scope |-> any.scope, window |-> any.window, rows |-> Merged(runs),
         columns |-> UNION {input.columns : input \in inputs}, isSorted |-> \A input \in inputs : input.isSorted]

RecordOf(inputs, output) ==
    LET ids == InOrder({input.id : input \in inputs})
        Input(id) == CHOOSE input \in inputs : input.id = id
        before == Concatenated([i \in DOMAIN ids |-> Input(ids[i]).rows])
    IN  [inputs |-> {input.id : input \in inputs}, output |-> output.id, inputBag |-> BagOf(before), outputBag |-> BagOf(output.rows),
         inputScopes |-> [id \in {input.id : input \in inputs} |-> Input(id).scope],
         inputWindows |-> [id \in {input.id : input \in inputs} |-> Input(id).window],
         inputColumns |-> UnitedColumns(before), outputColumns |-> output.columns]

Compact ==
    /\ Cardinality(log) < MaximumCompactions
    /\ \E place \in {<<split.scope, split.window>> : split \in {each \in splits : each.window >= CompactionStart}} :
        \E inputs \in SUBSET {split \in splits : <<split.scope, split.window>> = place} :
            /\ Cardinality(inputs) >= 2
            /\ LET output == Compacted(inputs)
               IN  /\ splits' = (splits \ inputs) \union {output}
                   /\ log' = log \union {RecordOf(inputs, output)}
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<time, buffers, nextPoint, history>>

Next ==
    \/ AdvanceTime
    \/ IngestPoint
    \/ FlushSplit
    \/ Compact

Spec == Init /\ [][Next]_vars

---------------------------------------------------------------------------------------------

TypeOk ==
    /\ time \in 0 .. MaximumTime
    /\ {nextSplit, nextPoint} \subseteq Nat
    /\ \A split \in splits :
        /\ split.scope \in Scopes
        /\ split.columns \subseteq Columns
        /\ split.isSorted \in BOOLEAN
        /\ split.rows /= <<>>
    /\ \A place \in DOMAIN buffers : place[1] \in Scopes /\ buffers[place] /= <<>>
    /\ Cardinality(log) <= MaximumCompactions

RowsInWindow == \A split \in splits : \A row \in RowsIn(split.rows) : WindowOf(row.timestamp) = split.window

WindowDividesHour == HourDuration % WindowDuration = 0

\* The values of a function.
Range(f) == {f[x] : x \in DOMAIN f}

WindowsNeverMix ==
    \A record \in log :
        /\ Cardinality(Range(record.inputWindows)) = 1
        /\ \A split \in splits : split.id = record.output => Range(record.inputWindows) = {split.window}

ScopesNeverMix == \A record \in log : Cardinality(Range(record.inputScopes)) = 1

WindowStartsEqual == \A record \in log : \A id, other \in DOMAIN record.inputWindows : record.inputWindows[id] = record.inputWindows[other]

NotBeforeCompactionStart == \A record \in log : \A start \in Range(record.inputWindows) : start >= CompactionStart

RowsConserved == \A record \in log : record.inputBag = record.outputBag

ContentConserved == \A split \in splits : \A row \in RowsIn(split.rows) : row = history[row.point]

OutputSorted == \A split \in splits : split.isSorted => \A i \in 1 .. Len(split.rows) - 1 : split.rows[i].key <= split.rows[i + 1].key

ColumnsUnited == \A record \in log : record.outputColumns = record.inputColumns

==========================================================================================
