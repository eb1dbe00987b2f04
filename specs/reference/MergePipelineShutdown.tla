------------------------------ MODULE MergePipelineShutdown ------------------------------
(*****************************************************************************)
(* The merge pipeline of one index, as the field has specified it: splits    *)
(* are ingested, planned into merges, written, published; the process shuts  *)
(* down in two phases, crashes, and starts again. Claim: over any number of  *)
(* lifetimes no row is lost, doubled, or hidden from the planner for ever.   *)
(*                                                                           *)
(* What is questionable in that design is kept, because its numbers of       *)
(* states are known and two of its errors are shown by configurations:       *)
(*  - finalize calls a window's splits level 0 whatever they are             *)
(*    (MergePipelineShutdown_mixed_levels.cfg), and pairs every number with  *)
(*    every window (MergePipelineShutdown_doubled_merges.cfg);               *)
(*  - a crash needs a living planner; a restart may come while merges are in *)
(*    flight and forgets what they uploaded; a drain may follow a crash.     *)
(*                                                                           *)
(* Invariants                                                                *)
(*   PublishedRowsConserved   MP-4   as many rows are published as ingested  *)
(*   InputsPublished          MP-6   inputs of merges in flight are published*)
(*   OneMergePerInput         MP-7   no split is an input of two merges      *)
(*   InputsInvisible          MP-8   the planner sees no input of a merge    *)
(*   ImmatureTracked          MP-9   a connected planner knows of every      *)
(*                                   immature published split                *)
(*   OrphansUnpublished       MP-10  no orphaned output is published         *)
(*   InputsShareLevel         MP-1   inputs are of their merge's level       *)
(*   LevelBounded             MP-5   nothing published is above the highest  *)
(*                                   level                                   *)
(*   FinalizeBounded          TN-13  finalize plans no more than its limit   *)
(*   ShutdownOnlyWhenDrained  TN-14  a shutdown is complete when nothing is  *)
(*                                   in flight                               *)
(*   ImmatureSeeded           MP-11  what comes to life sees every immature  *)
(*                                   published split, in its own window      *)
(*   ShutdownCompletes        TN-15  without a crash, a finalize is followed *)
(*                                   by a complete shutdown                  *)
(*   NoSplitUntrackedForever  TN-16  while a restart is possible, no split   *)
(*                                   stays untracked for ever                *)
(*                                                                           *)
(* Names here             in src/Tenon.Models/Pipelines, src/Tenon.Invariants*)
(*   this module          ReferenceMergePipeline                             *)
(*   the actions          PipelineAction.IngestSplit, and so on              *)
(*   the variables        PipelineState.IsConnected, and so on               *)
(*   splits[s]            SplitFacts: RowCount, Level, Window                *)
(*   an element of merges MergeInFlight: Id, Inputs, Level, Window,          *)
(*                        IsUploaded, Outputs                                *)
(*   the constants        PipelineBounds.MaximumMerges, and so on            *)
(*   Untracked            PipelinePredicates.UntrackedSplits                 *)
(*   an invariant         InvariantId of the same name                       *)
(*****************************************************************************)
EXTENDS Integers, FiniteSets, TLC

CONSTANTS
    Windows,                \* the time windows
    MergeFactor,            \* inputs of a merge that finalize did not plan
    MaximumMerges,          \* merges in flight at once, those of finalize not counted
    MaximumFinalizeMerges,  \* merges that finalize may plan
    MaximumLevel,           \* the level at which a split is merged no more
    MaximumIngests,         \* the rest bounds the states: over all lifetimes, so many
    MaximumCrashes,
    MaximumRestarts

VARIABLES
    isConnected,            \* what is published is fed back to the planner
    isAlive,                \* there is a planner
    merges,                 \* planned and not published
    visible,                \* by window, the splits that the planner may take
    published,              \* what a reader sees; durable
    splits,                 \* every split there ever was; for proofs
    orphans,                \* uploaded and abandoned in a crash; durable
    isFinalizeRequested,
    finalizeMergeCount,
    isShutdownComplete,
    nextId,                 \* of splits and merges alike
    ingestCount,
    crashCount,
    restartCount,
    ingestedRowCount        \* for proofs

vars == <<isConnected, isAlive, merges, visible, published, splits, orphans, isFinalizeRequested, finalizeMergeCount,
          isShutdownComplete, nextId, ingestCount, crashCount, restartCount, ingestedRowCount>>

counts == <<ingestCount, crashCount, restartCount, ingestedRowCount>>

---------------------------------------------------------------------------------------------

RECURSIVE RowsOf(_)
RowsOf(S) == IF S = {} THEN 0 ELSE LET s == CHOOSE x \in S : TRUE IN splits[s].rows + RowsOf(S \ {s})

Nothing == [w \in Windows |-> {}]
Locked == UNION {m.inputs : m \in merges}
Visible == UNION {visible[w] : w \in Windows}
Immature == {s \in published : splits[s].level < MaximumLevel}
Untracked == Immature \ (Visible \union Locked)

Planned(id, inputs, level, window) ==
    [id |-> id, inputs |-> inputs, level |-> level, window |-> window, isUploaded |-> FALSE, output |-> 0]

---------------------------------------------------------------------------------------------

Init ==
    /\ isConnected = TRUE
    /\ isAlive = TRUE
    /\ merges = {}
    /\ visible = Nothing
    /\ published = {}
    /\ splits = <<>>
    /\ orphans = {}
    /\ isFinalizeRequested = FALSE
    /\ finalizeMergeCount = 0
    /\ isShutdownComplete = FALSE
    /\ nextId = 1
    /\ ingestCount = 0
    /\ crashCount = 0
    /\ restartCount = 0
    /\ ingestedRowCount = 0

\* A split of one row is published and the planner told of it. That the planner is connected is not asked.
IngestSplit(w) ==
    /\ isAlive
    /\ ingestCount < MaximumIngests
    /\ published' = published \union {nextId}
    /\ splits' = splits @@ (nextId :> [rows |-> 1, level |-> 0, window |-> w])
    /\ visible' = [visible EXCEPT ![w] = @ \union {nextId}]
    /\ nextId' = nextId + 1
    /\ ingestCount' = ingestCount + 1
    /\ ingestedRowCount' = ingestedRowCount + 1
    /\ UNCHANGED <<isConnected, isAlive, merges, orphans, isFinalizeRequested, finalizeMergeCount, isShutdownComplete, crashCount, restartCount>>

\* Every choice of enough splits of one window and one level.
PlanMerge(w) ==
    /\ isAlive
    /\ ~isFinalizeRequested
    /\ Cardinality(merges) < MaximumMerges
    /\ \E level \in 0 .. MaximumLevel - 1 :
        \E inputs \in SUBSET {s \in visible[w] : splits[s].level = level} :
            /\ Cardinality(inputs) = MergeFactor
            /\ merges' = merges \union {Planned(nextId, inputs, level, w)}
            /\ visible' = [visible EXCEPT ![w] = @ \ inputs]
    /\ nextId' = nextId + 1
    /\ UNCHANGED <<isConnected, isAlive, published, splits, orphans, isFinalizeRequested, finalizeMergeCount, isShutdownComplete, counts>>

\* The output exists, with its inputs' rows and one level up. Nobody sees it yet. A planner is not needed.
UploadMergeOutput ==
    \E m \in merges :
        /\ ~m.isUploaded
        /\ merges' = (merges \ {m}) \union {[m EXCEPT !.isUploaded = TRUE, !.output = nextId]}
        /\ splits' = splits @@ (nextId :> [rows |-> RowsOf(m.inputs), level |-> m.level + 1, window |-> m.window])
        /\ nextId' = nextId + 1
        /\ UNCHANGED <<isConnected, isAlive, visible, published, orphans, isFinalizeRequested, finalizeMergeCount, isShutdownComplete, counts>>

\* The output replaces the inputs, at once, and a connected planner may merge it again.
PublishMergeAndFeedback ==
    \E m \in merges :
        /\ m.isUploaded
        /\ merges' = merges \ {m}
        /\ published' = (published \ m.inputs) \union {m.output}
        /\ visible' = IF isConnected /\ isAlive /\ splits[m.output].level < MaximumLevel
                      THEN [visible EXCEPT ![m.window] = @ \union {m.output}]
                      ELSE visible
        /\ UNCHANGED <<isConnected, isAlive, splits, orphans, isFinalizeRequested, finalizeMergeCount, isShutdownComplete, nextId, counts>>

\* Shutdown, first phase.
DisconnectMergePlanner ==
    /\ isConnected
    /\ isAlive
    /\ isConnected' = FALSE
    /\ UNCHANGED <<isAlive, merges, visible, published, splits, orphans, isFinalizeRequested, finalizeMergeCount, isShutdownComplete, nextId, counts>>

\* Shutdown, second phase: what is too little for a merge is merged all the same, for as many windows as the limit says.
RunFinalizeAndQuit ==
    LET eligible == {w \in Windows : Cardinality(visible[w]) >= 2 /\ Cardinality(visible[w]) < MergeFactor}
        taken == IF Cardinality(eligible) <= MaximumFinalizeMerges
                 THEN eligible
                 ELSE CHOOSE chosen \in SUBSET eligible : Cardinality(chosen) = MaximumFinalizeMerges
        count == Cardinality(taken)
    IN  /\ isAlive
        /\ ~isConnected
        /\ ~isFinalizeRequested
        \* As it is written there: a merge for each pair of a number and a window.
        /\ merges' = merges \union {Planned(nextId + number, visible[w], 0, w) : number \in 0 .. count - 1, w \in taken}
        /\ visible' = [w \in Windows |-> IF w \in taken THEN {} ELSE visible[w]]
        /\ nextId' = nextId + count
        /\ finalizeMergeCount' = count
        /\ isFinalizeRequested' = TRUE
        /\ isAlive' = FALSE
        /\ UNCHANGED <<isConnected, published, splits, orphans, isShutdownComplete, counts>>

\* Shutdown, last phase.
DrainComplete ==
    /\ ~isAlive
    /\ merges = {}
    /\ ~isShutdownComplete
    /\ isShutdownComplete' = TRUE
    /\ UNCHANGED <<isConnected, isAlive, merges, visible, published, splits, orphans, isFinalizeRequested, finalizeMergeCount, nextId, counts>>

\* The process dies with all it remembers. What it had uploaded stays, without an owner.
Crash ==
    /\ isAlive
    /\ crashCount < MaximumCrashes
    /\ isAlive' = FALSE
    /\ isConnected' = FALSE
    /\ orphans' = orphans \union {m.output : m \in {each \in merges : each.isUploaded}}
    /\ merges' = {}
    /\ visible' = Nothing
    /\ isFinalizeRequested' = FALSE
    /\ finalizeMergeCount' = 0
    /\ crashCount' = crashCount + 1
    /\ UNCHANGED <<published, splits, isShutdownComplete, nextId, ingestCount, restartCount, ingestedRowCount>>

\* A process starts and learns of every immature published split.
Restart ==
    /\ ~isAlive
    /\ restartCount < MaximumRestarts
    /\ isAlive' = TRUE
    /\ isConnected' = TRUE
    /\ merges' = {}
    /\ visible' = [w \in Windows |-> {s \in Immature : splits[s].window = w}]
    /\ isFinalizeRequested' = FALSE
    /\ finalizeMergeCount' = 0
    /\ isShutdownComplete' = FALSE
    /\ restartCount' = restartCount + 1
    /\ UNCHANGED <<published, splits, orphans, nextId, ingestCount, crashCount, ingestedRowCount>>

Next ==
    \/ \E w \in Windows : IngestSplit(w)
    \/ \E w \in Windows : PlanMerge(w)
    \/ UploadMergeOutput
    \/ PublishMergeAndFeedback
    \/ DisconnectMergePlanner
    \/ RunFinalizeAndQuit
    \/ DrainComplete
    \/ Crash
    \/ Restart

\* Each kind of step for itself is fair, but the crash: nobody has to crash.
Fairness ==
    /\ WF_vars(\E w \in Windows : IngestSplit(w))
    /\ WF_vars(\E w \in Windows : PlanMerge(w))
    /\ WF_vars(UploadMergeOutput)
    /\ WF_vars(PublishMergeAndFeedback)
    /\ WF_vars(DisconnectMergePlanner)
    /\ WF_vars(RunFinalizeAndQuit)
    /\ WF_vars(DrainComplete)
    /\ WF_vars(Restart)

Spec == Init /\ [][Next]_vars /\ Fairness

---------------------------------------------------------------------------------------------

TypeOk ==
    /\ {isConnected, isAlive, isFinalizeRequested, isShutdownComplete} \subseteq BOOLEAN
    /\ {finalizeMergeCount, nextId, ingestCount, crashCount, restartCount, ingestedRowCount} \subseteq Nat
    /\ published \subseteq Nat
    /\ orphans \subseteq Nat
    /\ DOMAIN splits \subseteq Nat
    /\ \A s \in DOMAIN splits : splits[s] \in [rows : Nat, level : Nat, window : Windows]
    /\ visible \in [Windows -> SUBSET Nat]
    /\ \A m \in merges :
        /\ m \in [id : Nat, inputs : SUBSET Nat, level : Nat, window : Windows, isUploaded : BOOLEAN, output : Nat]
        /\ m.isUploaded <=> m.output /= 0

PublishedRowsConserved == RowsOf(published) = ingestedRowCount

InputsPublished == \A m \in merges : m.inputs \subseteq published

OneMergePerInput == \A m, other \in merges : m.id /= other.id => m.inputs \intersect other.inputs = {}

InputsInvisible == Visible \intersect Locked = {}

ImmatureTracked == isAlive /\ isConnected => \A s \in Immature : s \in Visible \/ s \in Locked

OrphansUnpublished == orphans \intersect published = {}

InputsShareLevel == \A m \in merges : \A s \in m.inputs : splits[s].level = m.level

LevelBounded == \A s \in published : splits[s].level <= MaximumLevel

FinalizeBounded == finalizeMergeCount <= MaximumFinalizeMerges

ShutdownOnlyWhenDrained == isShutdownComplete => merges = {}

\* Only a restart brings a planner to life, so the flip is how a step is known for one.
ImmatureSeeded ==
    [][~isAlive /\ isAlive' => \A s \in published' : splits'[s].level < MaximumLevel => s \in visible'[splits'[s].window]]_vars

ShutdownCompletes == (crashCount = 0 /\ isFinalizeRequested) ~> isShutdownComplete

NoSplitUntrackedForever == [](Untracked /= {} /\ restartCount < MaximumRestarts ~> Untracked = {})

==========================================================================================
