-------------------------- MODULE WindowedCompaction --------------------------
(*****************************************************************************)
(* Points are ingested into the time windows of their scopes, written as     *)
(* sorted splits, and compacted within scope and window. Claim: a compaction *)
(* joins only what belongs together, and neither loses, doubles, changes nor *)
(* disorders a row; no point that came in time is missing, and none that     *)
(* came too late is there.                                                   *)
(*                                                                           *)
(* What a split says of itself (scope, window, columns) decides what is      *)
(* done; what its rows were when they were ingested (history) decides        *)
(* whether that was right. So no claim compares a value with the filter by   *)
(* which it was chosen. A merge takes an order of rows from the keys, and    *)
(* assembles each column by it; the cells of a point are its own in every    *)
(* column, so one that ends up in another row or column is noticed.          *)
(*                                                                           *)
(* Against the field's specification                                         *)
(* (specs/reference/TimeWindowedCompaction): claims are about ingested rows, *)
(* the duration of windows is asked for and may be refused, points come too  *)
(* late and are dropped, there are windows on both sides of the start of     *)
(* compaction and several scopes, rows are counted and not only collected,   *)
(* compaction goes on to its end, and that it comes to it is asked.          *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowsInWindow              TW-1  a split's rows were ingested for its    *)
(*                                   window                                  *)
(*   WindowDividesHour         TW-2  no window crosses the end of an hour    *)
(*   RowsInScope                     a split's rows were ingested for its    *)
(*                                   scope                                   *)
(*   ContentConserved          MC-2  a stored row is as it was ingested, and *)
(*                                   nothing in columns that it had not      *)
(*   OutputSorted              MC-3  the rows of a split never fall          *)
(*   ColumnsUnited             MC-4  a split has the columns of its rows as  *)
(*                                   they were ingested, and no others       *)
(*   EachPointOnce                   each point that came in time is there   *)
(*                                   exactly once, and no other is           *)
(* Steps: what a compaction takes and writes                                 *)
(*   RowsConserved             MC-1  it writes the points that it takes,     *)
(*                                   each as often                           *)
(*   ScopesNeverMix            CS-1  they were ingested for one scope        *)
(*   WindowStartsEqual         CS-2  and for one window                      *)
(*   WindowsNeverMix           TW-3  which is that of the output             *)
(*   NotBeforeCompactionStart  CS-3  none of them lies before the start      *)
(* Liveness                                                                  *)
(*   EachPointIsStored               what waits is stored at some time       *)
(*   CompactedInTheEnd               in the end each scope and window has    *)
(*                                   one split, but for those before the     *)
(*                                   start                                   *)
(*                                                                           *)
(* Names here             in src/Tenon.Models/Windows                        *)
(*   this module          WindowedCompaction                                 *)
(*   an action            CompactionAction of the same name                  *)
(*   a constant           CompactionBounds                                   *)
(*   time, duration,      CompactionState.Time, Duration, Splits, Buffers,   *)
(*   splits, buffers,     History, NextSplit                                 *)
(*   history, nextSplit                                                      *)
(*   an element of        IngestedPoint                                      *)
(*   history                                                                 *)
(*   a row                CompactionRow                                      *)
(*   an element of splits StoredSplit                                        *)
(*   an invariant         InvariantId of the same name, or the same words    *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Timestamps,             \* when points can happen
    Columns,                \* numbered from 0, as scopes
    Scopes,
    SortKeys,
    Durations,              \* that are asked for, right ones and wrong ones
    HourDuration,           \* an hour, in the units of the others
    CompactionStart,        \* windows that begin before it are not compacted
    LateAcceptance,         \* how old a point may be when it comes
    MaximumTime,            \* the rest bounds the states
    MaximumPoints

VARIABLES
    time,                   \* now
    duration,               \* that of a window; 0 until the index is there
    splits,                 \* what is stored
    buffers,                \* by scope and window, the rows that wait, as they came
    history,                \* every point that ever came, by its number; for proofs
    nextSplit

vars == <<time, duration, splits, buffers, history, nextSplit>>

-----------------------------------------------------------------------------

Range(f) == {f[x] : x \in DOMAIN f}

WindowOf(timestamp) == timestamp - (timestamp % duration)

\* The cell of a point in a column; 0 is null.
Cell(point, column) == 10 * point + column
CellOf(row, column) == IF column \in DOMAIN row.cells THEN row.cells[column] ELSE 0

UnitedColumns(rows) == UNION {DOMAIN row.cells : row \in Range(rows)}

RECURSIVE Concatenated(_)
Concatenated(runs) == IF runs = <<>> THEN <<>> ELSE Head(runs) \o Concatenated(Tail(runs))

\* Some splits, by id.
RECURSIVE InOrder(_)
InOrder(S) == IF S = {} THEN <<>> ELSE LET first == CHOOSE split \in S : \A other \in S : split.id <= other.id IN <<first>> \o InOrder(S \ {first})

RowsOf(S) == LET inputs == InOrder(S) IN Concatenated([i \in DOMAIN inputs |-> inputs[i].rows])

\* The merge order: which row comes where. Rows with equal keys stay in the order in which they are.
MergeOrder(rows) ==
    LET Place(i) == Cardinality({j \in DOMAIN rows : rows[j].key < rows[i].key \/ (rows[j].key = rows[i].key /\ j <= i)})
    IN  [place \in DOMAIN rows |-> CHOOSE i \in DOMAIN rows : Place(i) = place]

\* Rows in that order, each column assembled by itself.
Assembled(rows, columns) ==
    LET order == MergeOrder(rows)
    IN  [place \in DOMAIN rows |->
            [point |-> rows[order[place]].point, timestamp |-> rows[order[place]].timestamp, key |-> rows[order[place]].key,
             cells |-> [column \in columns |-> CellOf(rows[order[place]], column)]]]

Split(scope, window, rows, columns) == [id |-> nextSplit, scope |-> scope, window |-> window, columns |-> columns, rows |-> Assembled(rows, columns)]

-----------------------------------------------------------------------------

Init ==
    /\ time = 0
    /\ duration = 0
    /\ splits = {}
    /\ buffers = [place \in {} |-> <<>>]
    /\ history = <<>>
    /\ nextSplit = 1

CreateIndex(asked) ==
    /\ duration = 0
    /\ HourDuration % asked = 0
    /\ duration' = asked
    /\ UNCHANGED <<time, splits, buffers, history, nextSplit>>

AdvanceTime ==
    /\ time < MaximumTime
    /\ time' = time + 1
    /\ UNCHANGED <<duration, splits, buffers, history, nextSplit>>

IsLate(timestamp) == timestamp < time - LateAcceptance

IngestPoint(scope, timestamp, key, columns) ==
    LET point == Len(history) + 1
        row == [point |-> point, timestamp |-> timestamp, key |-> key, cells |-> [column \in columns |-> Cell(point, column)]]
        place == <<scope, WindowOf(timestamp)>>
        Before(other) == IF other \in DOMAIN buffers THEN buffers[other] ELSE <<>>
    IN  /\ duration > 0
        /\ Len(history) < MaximumPoints
        /\ timestamp <= time
        /\ history' = Append(history, [scope |-> scope, timestamp |-> timestamp, key |-> key, columns |-> columns, arrival |-> time])
        /\ buffers' = IF IsLate(timestamp) THEN buffers
                      ELSE [other \in DOMAIN buffers \cup {place} |-> IF other = place THEN Append(Before(other), row) ELSE Before(other)]
        /\ UNCHANGED <<time, duration, splits, nextSplit>>

FlushSplit(place) ==
    /\ splits' = splits \cup {Split(place[1], place[2], buffers[place], UnitedColumns(buffers[place]))}
    /\ buffers' = [other \in DOMAIN buffers \ {place} |-> buffers[other]]
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<time, duration, history>>

BelongTogether(split, other) == split.scope = other.scope /\ split.window = other.window

Compact(inputs) ==
    LET any == CHOOSE split \in inputs : TRUE
    IN  /\ Cardinality(inputs) >= 2
        /\ \A split, other \in inputs : BelongTogether(split, other)
        /\ \A split \in inputs : split.window >= CompactionStart
        /\ splits' = (splits \ inputs) \cup {Split(any.scope, any.window, RowsOf(inputs), UNION {split.columns : split \in inputs})}
        /\ nextSplit' = nextSplit + 1
        /\ UNCHANGED <<time, duration, buffers, history>>

SomeCreateIndex == \E asked \in Durations : CreateIndex(asked)
SomeIngestPoint ==
    \E scope \in Scopes, timestamp \in Timestamps, key \in SortKeys, columns \in SUBSET Columns \ {{}} : IngestPoint(scope, timestamp, key, columns)
SomeFlushSplit == \E place \in DOMAIN buffers : FlushSplit(place)
SomeCompact == \E inputs \in SUBSET splits : Compact(inputs)

Next ==
    \/ SomeCreateIndex
    \/ AdvanceTime
    \/ SomeIngestPoint
    \/ SomeFlushSplit
    \/ SomeCompact

(* Nobody has to send a point, and time need not pass. *)
Fairness ==
    /\ WF_vars(SomeFlushSplit)
    /\ WF_vars(SomeCompact)

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------

Stored == RowsOf(splits)

RECURSIVE Waiting(_)
Waiting(P) == IF P = {} THEN <<>> ELSE LET place == CHOOSE each \in P : TRUE IN buffers[place] \o Waiting(P \ {place})
Everywhere == Stored \o Waiting(DOMAIN buffers)

Occurrences(point, rows) == Cardinality({i \in DOMAIN rows : rows[i].point = point})

TypeOk ==
    /\ time \in 0 .. MaximumTime
    /\ duration \in {0} \cup Durations
    /\ \A split \in splits : split.id \in 1 .. (nextSplit - 1) /\ split.scope \in Scopes /\ split.columns \subseteq Columns /\ split.rows # <<>>
    /\ \A split, other \in splits : split.id = other.id => split = other
    /\ \A place \in DOMAIN buffers : place[1] \in Scopes /\ buffers[place] # <<>>
    /\ Len(history) <= MaximumPoints
    /\ \A row \in Range(Everywhere) : row.point \in DOMAIN history

\* The window of a point, as it was ingested.
WindowOfPoint(point) == WindowOf(history[point].timestamp)

RowsInWindow == \A split \in splits : \A row \in Range(split.rows) : WindowOfPoint(row.point) = split.window

RowsInScope == \A split \in splits : \A row \in Range(split.rows) : history[row.point].scope = split.scope

\* Of all timestamps, stored or not.
WindowDividesHour == duration > 0 => \A timestamp \in Timestamps : WindowOf(timestamp) \div HourDuration = (WindowOf(timestamp) + duration - 1) \div HourDuration

ContentConserved ==
    \A split \in splits : \A row \in Range(split.rows) :
        LET point == history[row.point]
        IN  /\ row.timestamp = point.timestamp /\ row.key = point.key
            /\ \A column \in split.columns \cup point.columns : CellOf(row, column) = IF column \in point.columns THEN Cell(row.point, column) ELSE 0

OutputSorted == \A split \in splits : \A i, j \in DOMAIN split.rows : i < j => split.rows[i].key <= split.rows[j].key

ColumnsUnited == \A split \in splits : split.columns = UNION {history[row.point].columns : row \in Range(split.rows)}

EachPointOnce ==
    \A point \in DOMAIN history :
        Occurrences(point, Everywhere) = IF history[point].arrival - history[point].timestamp <= LateAcceptance THEN 1 ELSE 0

\* What a step takes from the splits, and what it brings.
Taken == Range(RowsOf(splits \ splits'))
Written == Range(RowsOf(splits' \ splits))

RowsConserved ==
    [][LET taken == RowsOf(splits \ splits')
           written == RowsOf(splits' \ splits)
       IN  taken # <<>> => \A row \in Taken \cup Written : Occurrences(row.point, taken) = Occurrences(row.point, written)]_vars

ScopesNeverMix == [][Taken # {} => Cardinality({history[row.point].scope : row \in Taken \cup Written}) = 1]_vars

WindowStartsEqual == [][Taken # {} => Cardinality({WindowOfPoint(row.point) : row \in Taken \cup Written}) = 1]_vars

WindowsNeverMix == [][Taken # {} => {split.window : split \in splits' \ splits} = {WindowOfPoint(row.point) : row \in Taken}]_vars

NotBeforeCompactionStart == [][\A row \in Taken : WindowOfPoint(row.point) >= CompactionStart]_vars

EachPointIsStored == \A point \in 1 .. MaximumPoints : (Occurrences(point, Waiting(DOMAIN buffers)) > 0) ~> (Occurrences(point, Stored) > 0)

CompactedInTheEnd == <>[](\A split, other \in splits : BelongTogether(split, other) /\ split.window >= CompactionStart => split = other)
=============================================================================
