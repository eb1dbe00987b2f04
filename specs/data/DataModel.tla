-------------------------------- MODULE DataModel --------------------------------
(*****************************************************************************)
(* What a stored row is: nodes take points one by one, write what waits as   *)
(* splits, and splits are compacted. Claim: each row is one point as it was  *)
(* ingested, each point is there once, whatever others are like it, and      *)
(* nothing appears that was not ingested.                                    *)
(*                                                                           *)
(* A series id is computed from the tags when a point is ingested, by any    *)
(* function: those are among the initial states that give two sets of tags   *)
(* one id, so whoever takes equal ids for equal series is found out. Rows    *)
(* are sequences, so a row that is there twice can be written down.          *)
(*                                                                           *)
(* Against the field's specification (specs/reference/ParquetDataModel): the *)
(* hash is no constant; what a row must be is said of the point that was     *)
(* ingested, and not of the row itself; a single point must survive, not     *)
(* only one of two alike; so many points are ingested as the bound says; and *)
(* that what waits is stored is asked.                                       *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowIsOnePoint     DM-1  a stored row is one ingested point, whole       *)
(*   NoLastWriteWins   DM-2  of points alike, none replaces another          *)
(*   NothingInvented   DM-3  what is stored, or waits, was ingested          *)
(*   SeriesIdOfTags    DM-4  equal tags have equal series ids, at any node   *)
(*   SeriesIdCarried   DM-5  a stored series id is the one that was computed *)
(*                           at ingest                                       *)
(*   EachPointOnce           every ingested point is there exactly once      *)
(* Steps                                                                     *)
(*   RowsConserved     MC-1  what a compaction writes are the rows that it   *)
(*                           takes, each as often                            *)
(* Liveness                                                                  *)
(*   EachPointIsStored       what waits at a node is stored at some time     *)
(*                                                                           *)
(* Names here           in src/Tenon.Models/Data                             *)
(*   this module        DataModel                                            *)
(*   an action          DataAction of the same name                          *)
(*   a constant         DataBounds: how many there are of each               *)
(*   hash, pending,     DataState.Hash, Pending, Splits, Ingested, NextSplit *)
(*   splits, history,                                                        *)
(*   nextSplit                                                               *)
(*   a point            DataPoint                                            *)
(*   an invariant       InvariantId of the same name, or the same words      *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Nodes,              \* numbered from 0, as all of these
    Metrics,
    TagSets,
    Timestamps,
    SeriesIds,          \* what a hash can come to
    MaximumPoints       \* so many are ingested

VARIABLES
    hash,               \* the series id of each set of tags; never changes
    pending,            \* by node, the points that are not stored yet
    splits,             \* what is stored
    history,            \* the points as they were ingested, by request; for proofs
    nextSplit

vars == <<hash, pending, splits, history, nextSplit>>

-----------------------------------------------------------------------------

Range(f) == {f[x] : x \in DOMAIN f}

RECURSIVE RowsOf(_)
RowsOf(S) ==
    IF S = {} THEN <<>>
    ELSE LET first == CHOOSE split \in S : \A other \in S : split.id <= other.id
         IN  first.rows \o RowsOf(S \ {first})

RECURSIVE Waiting(_)
Waiting(N) == IF N = {} THEN <<>> ELSE LET n == CHOOSE each \in N : TRUE IN pending[n] \o Waiting(N \ {n})

Stored == RowsOf(splits)
Everywhere == Stored \o Waiting(Nodes)

\* How often a row is among some.
Count(row, rows) == Cardinality({i \in DOMAIN rows : rows[i] = row})

\* How often what a request brought is among some, whatever became of it.
Occurrences(request, rows) == Cardinality({i \in DOMAIN rows : rows[i].request = request})

-----------------------------------------------------------------------------

Init ==
    /\ hash \in [TagSets -> SeriesIds]
    /\ pending = [n \in Nodes |-> <<>>]
    /\ splits = {}
    /\ history = <<>>
    /\ nextSplit = 1

IngestPoint(n, metric, tags, timestamp) ==
    LET point == [request |-> Len(history) + 1, metric |-> metric, tags |-> tags, timestamp |-> timestamp, seriesId |-> hash[tags]]
    IN  /\ Len(history) < MaximumPoints
        /\ pending' = [pending EXCEPT ![n] = Append(@, point)]
        /\ history' = Append(history, point)
        /\ UNCHANGED <<hash, splits, nextSplit>>

FlushSplit(n) ==
    /\ pending[n] # <<>>
    /\ splits' = splits \cup {[id |-> nextSplit, rows |-> pending[n]]}
    /\ pending' = [pending EXCEPT ![n] = <<>>]
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<hash, history>>

\* Any two or more splits become one.
CompactSplits(inputs) ==
    /\ Cardinality(inputs) >= 2
    /\ splits' = (splits \ inputs) \cup {[id |-> nextSplit, rows |-> RowsOf(inputs)]}
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<hash, pending, history>>

SomeIngestPoint == \E n \in Nodes, metric \in Metrics, tags \in TagSets, timestamp \in Timestamps : IngestPoint(n, metric, tags, timestamp)
SomeFlushSplit == \E n \in Nodes : FlushSplit(n)
SomeCompactSplits == \E inputs \in SUBSET splits : CompactSplits(inputs)

Next ==
    \/ SomeIngestPoint
    \/ SomeFlushSplit
    \/ SomeCompactSplits

(* Flushing is owed at each node; nobody has to send a point, and nobody to compact. *)
Fairness == \A n \in Nodes : WF_vars(FlushSplit(n))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------

Points == [request : 1 .. MaximumPoints, metric : Metrics, tags : TagSets, timestamp : Timestamps, seriesId : SeriesIds]

TypeOk ==
    /\ hash \in [TagSets -> SeriesIds]
    /\ Range(Everywhere) \cup Range(history) \subseteq Points
    /\ Len(history) <= MaximumPoints
    /\ \A split \in splits : split.id \in 1 .. (nextSplit - 1) /\ split.rows # <<>>
    /\ \A split, other \in splits : split.id = other.id => split = other

\* The point that a request brought, without what was computed of it.
Brought(request) == [metric |-> history[request].metric, tags |-> history[request].tags, timestamp |-> history[request].timestamp]

RowIsOnePoint ==
    \A row \in Range(Stored) :
        /\ row.request \in DOMAIN history
        /\ [metric |-> row.metric, tags |-> row.tags, timestamp |-> row.timestamp] = Brought(row.request)

NoLastWriteWins ==
    \A request, twin \in DOMAIN history :
        request # twin /\ Brought(request) = Brought(twin) => Occurrences(request, Everywhere) > 0 /\ Occurrences(twin, Everywhere) > 0

EachPointOnce == \A request \in DOMAIN history : Occurrences(request, Everywhere) = 1

NothingInvented == \A row \in Range(Everywhere) : row.request \in DOMAIN history

SeriesIdOfTags == \A row, other \in Range(Everywhere) : row.tags = other.tags => row.seriesId = other.seriesId

SeriesIdCarried == \A row \in Range(Stored) : row.request \in DOMAIN history => row.seriesId = history[row.request].seriesId

RowsConserved ==
    [][LET taken == RowsOf(splits \ splits')
           written == RowsOf(splits' \ splits)
       IN  taken # <<>> => \A row \in Range(taken) \cup Range(written) : Count(row, taken) = Count(row, written)]_vars

EachPointIsStored == \A n \in Nodes : [](pending[n] # <<>> => <>(pending[n] = <<>>))
=============================================================================
