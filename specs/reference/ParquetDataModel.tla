-------------------------------- MODULE ParquetDataModel --------------------------------
(*****************************************************************************)
(* What a stored row is: nodes take points one by one, write what waits as   *)
(* splits, and splits are compacted. Claim: each row is one point, no point  *)
(* replaces another like it, and nothing appears that was not ingested.      *)
(*                                                                           *)
(* What is questionable in the field's specification is kept: the series id  *)
(* is one constant for all tags, and the bound on requests is one too high,  *)
(* so that MaximumRequests = 3 allows two points.                            *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowIsOnePoint     DM-1  a stored row has all that makes a point         *)
(*   NoLastWriteWins   DM-2  of two points alike, neither replaces the other *)
(*   NothingInvented   DM-3  what is stored was ingested                     *)
(*   SeriesIdOfTags    DM-4  equal tags have equal series ids                *)
(*   SeriesIdCarried   DM-5  a stored series id is that of the row's tags    *)
(*   EachPointIsStored       what waits at a node is stored at some time     *)
(*                                                                           *)
(* Names here             in src/Tenon.Models/Data                           *)
(*   this module          DataModel                                          *)
(*   the actions          DataAction.IngestPoint, FlushSplit, CompactSplits  *)
(*   pending, splits,     DataState.Pending, Splits, Ingested, NextSplit     *)
(*   ingested, nextSplit                                                     *)
(*   nextRequest          one more than the length of DataState.Ingested     *)
(*   a point              DataPoint                                          *)
(*   an invariant         InvariantId of the same name                       *)
(*****************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    Nodes,
    Metrics,
    TagSets,
    Timestamps,
    MaximumRequests     \* requests have ids below this one

VARIABLES
    pending,            \* by node, the points that are not stored yet
    splits,             \* what is stored
    ingested,           \* every point ever ingested; for proofs
    nextSplit,
    nextRequest

vars == <<pending, splits, ingested, nextSplit, nextRequest>>

---------------------------------------------------------------------------------------------

\* Some number for each set of tags; which one is not said, only that it is always the same.
SeriesId(tags) == CHOOSE id \in 0 .. 100 : TRUE

Point(metric, tags, timestamp, request) ==
    [metric |-> metric, tags |-> tags, timestamp |-> timestamp, value |-> 1, request |-> request, seriesId |-> SeriesId(tags)]

Stored == UNION {split.rows : split \in splits}
Waiting == UNION {pending[n] : n \in Nodes}

---------------------------------------------------------------------------------------------

Init ==
    /\ pending = [n \in Nodes |-> {}]
    /\ splits = {}
    /\ ingested = {}
    /\ nextSplit = 1
    /\ nextRequest = 1

IngestPoint(n, metric, tags, timestamp) ==
    LET point == Point(metric, tags, timestamp, nextRequest)
    IN  /\ nextRequest < MaximumRequests
        /\ pending' = [pending EXCEPT ![n] = @ \union {point}]
        /\ ingested' = ingested \union {point}
        /\ nextRequest' = nextRequest + 1
        /\ UNCHANGED <<splits, nextSplit>>

FlushSplit(n) ==
    /\ pending[n] /= {}
    /\ splits' = splits \union {[id |-> nextSplit, rows |-> pending[n]]}
    /\ pending' = [pending EXCEPT ![n] = {}]
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<ingested, nextRequest>>

\* Any two or more splits become one.
CompactSplits ==
    \E inputs \in SUBSET splits :
        /\ Cardinality(inputs) >= 2
        /\ splits' = (splits \ inputs) \union {[id |-> nextSplit, rows |-> UNION {split.rows : split \in inputs}]}
        /\ nextSplit' = nextSplit + 1
        /\ UNCHANGED <<pending, ingested, nextRequest>>

Next ==
    \/ \E n \in Nodes, metric \in Metrics, tags \in TagSets, timestamp \in Timestamps : IngestPoint(n, metric, tags, timestamp)
    \/ \E n \in Nodes : FlushSplit(n)
    \/ CompactSplits

Spec == Init /\ [][Next]_vars /\ WF_vars(Next)

---------------------------------------------------------------------------------------------

Points ==
    [metric : Metrics, tags : TagSets, timestamp : Timestamps, value : {1}, request : 1 .. MaximumRequests, seriesId : 0 .. 100]

TypeOk ==
    /\ pending \in [Nodes -> SUBSET Points]
    /\ \A split \in splits : split.id \in Nat /\ split.rows \subseteq Points
    /\ ingested \subseteq Points
    /\ nextSplit \in Nat
    /\ nextRequest \in 1 .. MaximumRequests

RowIsOnePoint ==
    \A row \in Stored : row.metric \in Metrics /\ row.tags \in TagSets /\ row.timestamp \in Timestamps /\ row.seriesId = SeriesId(row.tags)

NoLastWriteWins ==
    \A point, twin \in ingested :
        /\ <<point.metric, point.tags, point.timestamp>> = <<twin.metric, twin.tags, twin.timestamp>>
        /\ point.request /= twin.request
        /\ point \notin Waiting
        /\ twin \notin Waiting
        => {point, twin} \subseteq Stored

NothingInvented == Stored \subseteq ingested

SeriesIdOfTags == \A row, other \in Stored \union Waiting : row.tags = other.tags => row.seriesId = other.seriesId

SeriesIdCarried == \A row \in Stored : row.seriesId = SeriesId(row.tags)

EachPointIsStored == \A n \in Nodes : [](pending[n] /= {} => <>(pending[n] = {}))

==========================================================================================
