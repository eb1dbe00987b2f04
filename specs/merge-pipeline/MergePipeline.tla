---------------------------- MODULE MergePipeline ----------------------------
(*****************************************************************************)
(* The merge pipeline of one index as it is designed, and as production      *)
(* follows it: splits are ingested into windows; a process that holds the    *)
(* index's lease lists them, plans merges, has their inputs claimed, writes, *)
(* stages, uploads and publishes their outputs, and merges those again up to *)
(* the highest level. Claim: whatever fails, dies, comes late or twice, or   *)
(* is taken over by a second node, no row is lost, doubled, or left unmerged *)
(* for ever.                                                                 *)
(*                                                                           *)
(* A merge is one record of which two know a half each: the process what it  *)
(* wants (task), the metastore what it has done (operation). They agree only *)
(* by what one hears of the other, and each step of hearing is an action, so *)
(* a lost answer is one that never happens, a late one happens later, and a  *)
(* crash comes between any two. What a dead process had asked for may still  *)
(* be done (task "left"); only the lease's number, compared in every step of *)
(* the metastore, stops it.                                                  *)
(*                                                                           *)
(* Against the field's specification (specs/reference): finalize merges per  *)
(* window and level, and each merge is one of its own; a crash comes as long *)
(* as there is a process, its drain included, and records what it orphaned;  *)
(* a new process takes the lease, which ends what was planned before; a      *)
(* drain follows a finalize only; retention, a second node, quarantine,      *)
(* maturity by age, a start of compaction, several outputs, between 2 and    *)
(* some number of inputs, any rows, and collection are there.                *)
(*                                                                           *)
(* Invariants                                                                *)
(*   PublishedRowsConserved   MP-4   as many rows are published as were      *)
(*                                   ingested and not withdrawn              *)
(*   InputsShareLevel         MP-1   inputs are of their merge's level       *)
(*   AtLeastTwoInputs         MP-2   a merge has at least two inputs         *)
(*   LevelBounded             MP-5   nothing published is above the highest  *)
(*                                   level                                   *)
(*   InputsPublished          MP-6   claimed inputs are published, unless    *)
(*                                   withdrawn                               *)
(*   OneMergePerInput         MP-7   no split is an input of two claimed or  *)
(*                                   two remembered merges                   *)
(*   InputsInvisible          MP-8   the planner sees no input of either     *)
(*   ImmatureTracked          MP-9   a connected owner knows, or is about to *)
(*                                   hear, of every immature split           *)
(*   OrphansUnpublished       MP-10  no orphan is published, or still to be  *)
(*   RowsConserved            MC-1   a merge's outputs have the rows of its  *)
(*                                   inputs                                  *)
(*   NotBeforeCompactionStart CS-3   nothing is merged in a window before    *)
(*                                   the first                               *)
(*   PublishedIsReadable      TN-1   the bytes of published splits are there *)
(*   OneOperationPerInput     TN-2   no split is claimed twice               *)
(*   LevelRaised              TN-4   outputs are one level above the inputs  *)
(*   RewritesBounded          TN-5   rows written by published merges are at *)
(*                                   most the ingested ones times the levels *)
(*   OutputsAccountedFor      TN-6   what was staged is published, in        *)
(*                                   flight, orphaned, replaced or collected *)
(*   OutputKeepsWindow        TN-10  a merge stays in its window             *)
(*   InFlightOutputUnpublished TN-12 what a claimed merge brings is not      *)
(*                                   published yet                           *)
(*   FinalizeBounded          TN-13  finalize plans no more than its limit   *)
(*   ShutdownOnlyWhenDrained  TN-14  a process is drained when it has no     *)
(*                                   merge                                   *)
(*   SetAsideUnseen                  the planner sees nothing that failed    *)
(*                                   too often                               *)
(* Steps                                                                     *)
(*   ImmatureSeeded           MP-11  who attaches knows every immature split *)
(*   StatesOnlyAdvance        TN-3   leases and ids rise, what is gone stays *)
(*                                   gone                                    *)
(*   NoFeedbackAfterDisconnect TN-8  outputs are not seen after a disconnect *)
(*   FinalizeDiscardsNothing  TN-9   what was seen before finalize is seen   *)
(*                                   or merged after it                      *)
(*   ReplacedOnce             TN-11  a publish exchanges its inputs for its  *)
(*                                   outputs, and nothing else comes or goes *)
(* Liveness                                                                  *)
(*   ShutdownCompletes        TN-15  a finalize comes to its end             *)
(*   NoSplitUntrackedForever  TN-16  a split that a living owner lost sight  *)
(*                                   of is found again without a restart     *)
(*   MergedInTheEnd                  in the end all is merged that can be    *)
(*   OrphansCollected                orphans are collected                   *)
(*                                                                           *)
(* Names here              in src/Tenon.Models and src/Tenon.Invariants      *)
(*   this module           Pipelines/MergePipeline                           *)
(*   an action             MergeAction of the same name                      *)
(*   a constant            MergePipelineBounds of the same name              *)
(*   lease ... nextId      PipelineState.Lease ... NextId                    *)
(*   process.lease         PipelineState.HeldLease; 0: there is none         *)
(*   process.isAlive ...   PipelineState.IsAlive ...                         *)
(*   history.gone ...      PipelineState.Gone, Orphans, Stored,              *)
(*                         RewrittenRowCount                                 *)
(*   count.ingests ...     PipelineState.IngestCount ...                     *)
(*   splits[s]             SplitFacts: RowCount, Level, Window               *)
(*   an element of merges  MergeInFlight; its Id and IsUploaded follow from  *)
(*                         the rest                                          *)
(*   Tidy                  PipelineState.Tidied                              *)
(*   an invariant          InvariantId of the same name, or the same words   *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Windows,                \* time windows, numbered from 0
    FirstWindow,            \* the first window that is compacted
    MinimumInputs,          \* inputs of a merge that finalize did not plan
    MaximumInputs,          \* of any merge
    MaximumOutputs,         \* 1 or 2
    MaximumMerges,          \* merges that a process has at once, those of finalize not counted
    MaximumFinalizeMerges,  \* merges that finalize plans in one window
    MaximumLevel,           \* the level at which a split is merged no more
    MaximumTries,           \* failed merges after which a split is set aside; 0 if they are not counted
    MaximumRows,            \* an ingested split has 1 to so many rows
    HasHistory,             \* whether what is gone is remembered
    Ingests, Crashes, Failures, LostMessages, Withdrawals, Rivals, Stops, Releases, Agings \* so many of each

VARIABLES
    lease,        \* the lease that the metastore accepts
    published,    \* the splits that readers see
    splits,       \* what is known of splits that anyone can still come upon
    tries,        \* failed merges that splits were blamed for
    settled,      \* splits merged no more although their level is not the highest
    merges,       \* merges that anyone knows of
    nextId,       \* the next id of a split
    process,      \* what the process believes to be
    visible,      \* by window, the splits that the planner sees
    quarantined,  \* the splits that the process has set aside
    awaited,      \* ingested splits of which a message is on its way to the process
    isListing,    \* whether a list is
    listed,       \* what that list tells, as far as the process does not know it
    ingestedRowCount, history, count

vars == <<lease, published, splits, tries, settled, merges, nextId, process, visible, quarantined, awaited, isListing, listed, ingestedRowCount, history, count>>

-----------------------------------------------------------------------------
(* Sets, functions, rows. *)

Range(f) == {f[x] : x \in DOMAIN f}
Restrict(f, S) == [x \in DOMAIN f \cap S |-> f[x]]
Extended(f, S, v) == [x \in DOMAIN f \cup S |-> IF x \in DOMAIN f THEN f[x] ELSE v[x]]

RECURSIVE Rows(_)
Rows(S) == IF S = {} THEN 0 ELSE LET s == CHOOSE x \in S : TRUE IN splits[s].rowCount + Rows(S \ {s})

(* Splits and merges. *)

AllWindows == 0 .. (Windows - 1)
Seen == UNION {visible[w] : w \in AllWindows}
IsMature(s) == splits[s].level >= MaximumLevel \/ s \in settled
TriesOf(s) == IF s \in DOMAIN tries THEN tries[s] ELSE 0
IsSetAside(s) == MaximumTries > 0 /\ TriesOf(s) >= MaximumTries
Alike(S) == \A s, t \in S : splits[s].level = splits[t].level /\ splits[s].window = splits[t].window

(* Every set of splits that may be merged with each other. *)
Groups(S, minimum) == {T \in SUBSET {s \in S : ~IsMature(s)} : Cardinality(T) \in minimum .. MaximumInputs /\ Alike(T)}

HasProcess == process.lease > 0
IsOwner == process.lease > 0 /\ process.lease = lease

IsTask(m) == m.task \in {"active", "ending"}
Tasks == {m \in merges : IsTask(m)}
Planned == {m \in merges : m.operation = "planned"}
IsUploaded(m) == m.uploads > 0 /\ m.uploads = Len(m.outputs)
IsTracked(s) == s \in Seen \/ s \in quarantined \/ \E m \in Tasks : s \in m.inputs \cup Range(m.outputs)

NewMerge(T) ==
    LET s == CHOOSE x \in T : TRUE IN
    [inputs |-> T, level |-> splits[s].level, window |-> splits[s].window, outputs |-> <<>>, lease |-> process.lease,
     task |-> "active", operation |-> "unclaimed", isStaged |-> FALSE, uploads |-> 0]

Replaced(m, new) == (merges \ {m}) \cup {new}
See(f, S) == [w \in AllWindows |-> f[w] \cup {s \in S : splits[s].window = w}]
Unsee(f, S) == [w \in AllWindows |-> f[w] \ S]

(* A merge that its process no longer remembers: what was announced to nobody is lost with whoever wrote it. *)
ForgottenBy(m, task) == [m EXCEPT !.task = task, !.outputs = IF task = "forgotten" /\ ~m.isStaged THEN <<>> ELSE @]

(* What is announced by merges that are ended is orphaned. *)
Orphaned(M) ==
    IF HasHistory THEN [history EXCEPT !.orphans = @ \cup UNION {Range(m.outputs) : m \in {n \in M : n.isStaged}}] ELSE history

(* The end of every action: nobody comes upon merges that only the dead knew, upon splits of which nobody speaks, and in a list upon what is known. *)
Tidy(newMerges, newSplits, newTries, newSettled, newListed) ==
    LET known == {m \in newMerges : \/ IsTask(m)
                                    \/ m.task = "left" /\ m.operation # "published"
                                    \/ m.task = "forgotten" /\ m.operation = "planned"}
        seen == UNION {visible'[w] : w \in AllWindows}
        heard == newListed \ (seen \cup quarantined' \cup UNION {m.inputs : m \in {n \in known : IsTask(n)}})
        spoken == published' \cup history'.gone \cup history'.orphans \cup history'.stored \cup awaited' \cup heard \cup quarantined' \cup seen
                      \cup UNION {m.inputs \cup Range(m.outputs) : m \in known}
    IN  /\ merges' = known
        /\ listed' = heard
        /\ splits' = Restrict(newSplits, spoken)
        /\ tries' = Restrict(newTries, spoken)
        /\ settled' = newSettled \cap spoken

TidyMerges(newMerges) == Tidy(newMerges, splits, tries, settled, listed)

Init ==
    /\ lease = 0
    /\ published = {}
    /\ splits = [s \in {} |-> 0]
    /\ tries = [s \in {} |-> 0]
    /\ settled = {}
    /\ merges = {}
    /\ nextId = 1
    /\ process = [lease |-> 0, isAttached |-> FALSE, isAlive |-> FALSE, isConnected |-> FALSE, isFinalizeRequested |-> FALSE,
                  finalizeMergeCount |-> 0, isShutdownComplete |-> FALSE]
    /\ visible = [w \in AllWindows |-> {}]
    /\ quarantined = {}
    /\ awaited = {}
    /\ isListing = FALSE
    /\ listed = {}
    /\ ingestedRowCount = 0
    /\ history = [gone |-> {}, orphans |-> {}, stored |-> {}, rewritten |-> 0]
    /\ count = [ingests |-> 0, crashes |-> 0, failures |-> 0, lostMessages |-> 0, withdrawals |-> 0, rivals |-> 0, stops |-> 0,
                releases |-> 0, agings |-> 0]

-----------------------------------------------------------------------------
(* Splits. *)

IngestSplit(w, rows) ==
    /\ count.ingests < Ingests
    /\ published' = published \cup {nextId}
    /\ nextId' = nextId + 1
    /\ ingestedRowCount' = ingestedRowCount + rows
    /\ awaited' = IF HasProcess THEN awaited \cup {nextId} ELSE awaited
    /\ history' = IF HasHistory THEN [history EXCEPT !.stored = @ \cup {nextId}] ELSE history
    /\ count' = [count EXCEPT !.ingests = @ + 1]
    /\ UNCHANGED <<lease, process, visible, quarantined, isListing>>
    /\ Tidy(merges, Extended(splits, {nextId}, [s \in {nextId} |-> [rowCount |-> rows, level |-> 0, window |-> w]]), tries,
            IF w < FirstWindow THEN settled \cup {nextId} ELSE settled, listed)

(* What the process has a place for, it knows better than a message. *)
HearOfSplit(s) ==
    /\ process.isAttached
    /\ s \in awaited
    /\ awaited' = awaited \ {s}
    /\ visible' = IF IsMature(s) \/ IsTracked(s) THEN visible ELSE See(visible, {s})
    /\ UNCHANGED <<lease, published, nextId, process, quarantined, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges)

LoseMessage(s) ==
    /\ count.lostMessages < LostMessages
    /\ s \in awaited
    /\ awaited' = awaited \ {s}
    /\ count' = [count EXCEPT !.lostMessages = @ + 1]
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, isListing, ingestedRowCount, history>>
    /\ TidyMerges(merges)

WithdrawSplit(s) ==
    /\ count.withdrawals < Withdrawals
    /\ s \in published
    /\ published' = published \ {s}
    /\ ingestedRowCount' = ingestedRowCount - splits[s].rowCount
    /\ history' = IF HasHistory THEN [history EXCEPT !.gone = @ \cup {s}] ELSE history
    /\ count' = [count EXCEPT !.withdrawals = @ + 1]
    /\ UNCHANGED <<lease, nextId, process, visible, quarantined, awaited, isListing>>
    /\ TidyMerges(merges)

MatureSplit(s) ==
    /\ count.agings < Agings
    /\ s \in published /\ ~IsMature(s)
    /\ count' = [count EXCEPT !.agings = @ + 1]
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, history>>
    /\ Tidy(merges, splits, tries, settled \cup {s}, listed)

ReleaseSplit(s) ==
    /\ count.releases < Releases
    /\ IsOwner
    /\ s \in quarantined \cap published /\ IsSetAside(s)
    /\ quarantined' = quarantined \ {s}
    /\ visible' = IF IsMature(s) THEN visible ELSE See(visible, {s})
    /\ count' = [count EXCEPT !.releases = @ + 1]
    /\ UNCHANGED <<lease, published, nextId, process, awaited, isListing, ingestedRowCount, history>>
    /\ Tidy(merges, splits, Restrict(tries, DOMAIN tries \ {s}), settled, listed)

ForgetSplit(s) ==
    /\ s \in Seen \cup quarantined \cup listed
    /\ s \notin published \/ s \in settled
    /\ visible' = Unsee(visible, {s})
    /\ quarantined' = quarantined \ {s}
    /\ UNCHANGED <<lease, published, nextId, process, awaited, isListing, ingestedRowCount, history, count>>
    /\ Tidy(merges, splits, tries, settled, listed \ {s})

(* The grace is longer than anything that is under way lives. What was announced and never uploaded has no bytes, and is struck off all the same. *)
CollectSplit(s) ==
    /\ HasHistory
    /\ s \in (history.stored \cup history.orphans) \ published
    /\ ~\E m \in merges : s \in Range(m.outputs)
    /\ history' = [history EXCEPT !.stored = @ \ {s}, !.orphans = @ \ {s}, !.gone = @ \cup {s}]
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, count>>
    /\ TidyMerges(merges)

ListSplits ==
    /\ IsOwner /\ ~isListing
    /\ isListing' = TRUE
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, ingestedRowCount, history, count>>
    /\ Tidy(merges, splits, tries, settled, {s \in published : ~IsMature(s)})

HearOfList ==
    /\ isListing
    /\ isListing' = FALSE
    /\ process' = [process EXCEPT !.isAttached = TRUE]
    /\ LET aside == {s \in listed : IsSetAside(s) /\ ~\E m \in Tasks : s \in m.inputs}
           free == {s \in listed : ~IsMature(s) /\ ~IsSetAside(s) /\ ~IsTracked(s)}
       IN  /\ quarantined' = quarantined \cup aside
           /\ visible' = See(Unsee(visible, aside), free)
    /\ UNCHANGED <<lease, published, nextId, awaited, ingestedRowCount, history, count>>
    /\ Tidy(merges, splits, tries, settled, {})

-----------------------------------------------------------------------------
(* Merges: planned by the process, *)

PlanMerge(T) ==
    /\ process.isAttached /\ process.isAlive
    /\ Cardinality(Tasks) < MaximumMerges
    /\ T \in Groups(Seen, MinimumInputs)
    /\ visible' = Unsee(visible, T)
    /\ UNCHANGED <<lease, published, nextId, process, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges \cup {NewMerge(T)})

(* claimed, staged, published and ended by the metastore, which compares the lease (F-13); what was asked may arrive although nobody waits for it any more; *)

Accepts(m) == m.lease = lease /\ m.task # "forgotten"

ClaimInputs(m) ==
    /\ Accepts(m) /\ m.operation = "unclaimed"
    /\ \A s \in m.inputs : s \in published /\ splits[s].level < MaximumLevel /\ ~IsSetAside(s)
    /\ ~\E n \in Planned : n.inputs \cap m.inputs # {}
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(Replaced(m, [m EXCEPT !.operation = "planned"]))

StageOutputs(m) ==
    /\ Accepts(m) /\ m.operation = "planned"
    /\ m.outputs # <<>> /\ ~m.isStaged
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(Replaced(m, [m EXCEPT !.isStaged = TRUE]))

PublishMerge(m) ==
    /\ Accepts(m) /\ m.operation = "planned"
    /\ IsUploaded(m)
    /\ m.inputs \subseteq published
    /\ published' = (published \ m.inputs) \cup Range(m.outputs)
    /\ history' = IF HasHistory THEN [history EXCEPT !.gone = @ \cup m.inputs, !.rewritten = @ + Rows(Range(m.outputs))] ELSE history
    /\ UNCHANGED <<lease, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, count>>
    /\ TidyMerges(Replaced(m, [m EXCEPT !.operation = "published"]))

EndMerge(m, blamed) ==
    /\ Accepts(m) /\ m.task = "ending" /\ m.operation \in {"unclaimed", "planned"}
    /\ history' = IF m.operation = "planned" THEN Orphaned({m}) ELSE history
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, count>>
    /\ Tidy(Replaced(m, [m EXCEPT !.operation = "ended"]), splits, [s \in DOMAIN tries \cup blamed |-> TriesOf(s) + (IF s \in blamed THEN 1 ELSE 0)], settled, listed)

(* Of a merge that was claimed, failures are counted. *)
MayBlame(m) == IF MaximumTries > 0 /\ m.operation = "planned" THEN SUBSET m.inputs ELSE {{}}

(* written and uploaded by workers, whom no lease stops: names of files are never given twice; *)

(* Every way to distribute rows over the outputs, none of which is empty. *)
Parts(rows) == {<<rows>>} \cup (IF MaximumOutputs = 1 THEN {} ELSE {<<first, rows - first>> : first \in 1 .. (rows - 1)})

WriteOutputs(m, rows) ==
    /\ m.task \in {"active", "left"} /\ m.operation # "unclaimed" /\ m.outputs = <<>>
    /\ nextId' = nextId + Len(rows)
    /\ UNCHANGED <<lease, published, process, visible, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ LET outputs == [i \in 1 .. Len(rows) |-> nextId + i - 1]
       IN  Tidy(Replaced(m, [m EXCEPT !.outputs = outputs]),
                Extended(splits, Range(outputs), [s \in Range(outputs) |-> [rowCount |-> rows[s - nextId + 1], level |-> m.level + 1, window |-> m.window]]),
                tries, settled, listed)

UploadOutput(m) ==
    /\ m.task \in {"active", "left"} /\ m.isStaged /\ m.uploads < Len(m.outputs)
    /\ history' = IF HasHistory THEN [history EXCEPT !.stored = @ \cup {m.outputs[m.uploads + 1]}] ELSE history
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, count>>
    /\ TidyMerges(Replaced(m, [m EXCEPT !.uploads = @ + 1]))

(* and heard of by the process, or not. *)

(* The inputs of a merge that was not published are seen again, but those that failed too often, and those that have matured. *)
Free(m) ==
    /\ visible' = See(visible, {s \in m.inputs : ~IsSetAside(s) /\ ~IsMature(s)})
    /\ quarantined' = quarantined \cup {s \in m.inputs : IsSetAside(s)}

(* What retention took from under a merge makes it hopeless; all else is a failure, of which there are so many. *)
IsHopeless(m) == m.operation # "published" /\ ~(m.inputs \subseteq published)
MayFail(m) ==
    \/ IsHopeless(m) /\ count' = count
    \/ ~IsHopeless(m) /\ count.failures < Failures /\ count' = [count EXCEPT !.failures = @ + 1]

HearOfRefusal(m) ==
    /\ m.task = "active" /\ m.operation = "unclaimed"
    /\ MayFail(m)
    /\ Free(m)
    /\ UNCHANGED <<lease, published, nextId, process, awaited, isListing, ingestedRowCount, history>>
    /\ TidyMerges(merges \ {m})

HearOfPublish(m) ==
    /\ IsTask(m) /\ m.operation = "published"
    /\ visible' = IF process.isConnected THEN See(visible, {s \in Range(m.outputs) : ~IsMature(s)}) ELSE visible
    /\ UNCHANGED <<lease, published, nextId, process, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges \ {m})

GiveUpMerge(m) ==
    /\ m.task = "active"
    /\ MayFail(m)
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, history>>
    /\ TidyMerges(Replaced(m, [m EXCEPT !.task = "ending"]))

HearOfEnd(m) ==
    /\ m.task = "ending" /\ m.operation = "ended"
    /\ Free(m)
    /\ UNCHANGED <<lease, published, nextId, process, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges \ {m})

LeaveMerge(m) ==
    /\ m.task = "left"
    /\ UNCHANGED <<lease, published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(Replaced(m, ForgottenBy(m, "forgotten")))

-----------------------------------------------------------------------------
(* Processes. *)

Ended(M) == {IF m.operation = "planned" THEN [m EXCEPT !.operation = "ended"] ELSE m : m \in M}

(* The next lease is given out, and what was planned under earlier ones is ended. A list that failed is asked for anew under a new lease. *)
TakeLease ==
    /\ \/ /\ ~HasProcess
          /\ process' = [process EXCEPT !.lease = lease + 1, !.isAlive = TRUE, !.isConnected = TRUE]
          /\ count' = count
       \/ /\ HasProcess /\ ~process.isAttached /\ ~isListing /\ ~process.isShutdownComplete
          /\ process' = [process EXCEPT !.lease = lease + 1]
          /\ \/ ~IsOwner /\ count' = count
             \/ IsOwner /\ count.failures < Failures /\ count' = [count EXCEPT !.failures = @ + 1]
    /\ lease' = lease + 1
    /\ history' = Orphaned(Planned)
    /\ UNCHANGED <<published, nextId, visible, quarantined, awaited, isListing, ingestedRowCount>>
    /\ TidyMerges(Ended(merges))

(* What the process told others to do may still be done. *)
Forgotten == {IF m.task = "active" THEN ForgottenBy(m, "left") ELSE IF m.task = "ending" THEN ForgottenBy(m, "forgotten") ELSE m : m \in merges}

ForgetAll ==
    /\ visible' = [w \in AllWindows |-> {}]
    /\ quarantined' = {}
    /\ isListing' = FALSE

LoseLease ==
    /\ HasProcess /\ ~IsOwner /\ (process.isAttached \/ isListing)
    /\ ForgetAll
    /\ process' = [process EXCEPT !.isAttached = FALSE]
    /\ UNCHANGED <<lease, published, nextId, awaited, ingestedRowCount, history, count>>
    /\ Tidy(Forgotten, splits, tries, settled, {})

RivalTakesLease ==
    /\ count.rivals < Rivals
    /\ count' = [count EXCEPT !.rivals = @ + 1]
    /\ lease' = lease + 1
    /\ history' = Orphaned(Planned)
    /\ UNCHANGED <<published, nextId, process, visible, quarantined, awaited, isListing, ingestedRowCount>>
    /\ TidyMerges(Ended(merges))

RivalMerges(T) ==
    /\ count.rivals > 0 /\ ~IsOwner /\ Planned = {}
    /\ T \in Groups({s \in published : ~IsSetAside(s)}, MinimumInputs)
    /\ published' = (published \ T) \cup {nextId}
    /\ nextId' = nextId + 1
    /\ history' = IF HasHistory THEN [history EXCEPT !.gone = @ \cup T, !.stored = @ \cup {nextId}, !.rewritten = @ + Rows(T)] ELSE history
    /\ UNCHANGED <<lease, process, visible, quarantined, awaited, isListing, ingestedRowCount, count>>
    /\ LET s == CHOOSE x \in T : TRUE
       IN  Tidy(merges, Extended(splits, {nextId}, [x \in {nextId} |-> [rowCount |-> Rows(T), level |-> splits[s].level + 1, window |-> splits[s].window]]),
                tries, settled, listed)

NoProcess == [lease |-> 0, isAttached |-> FALSE, isAlive |-> FALSE, isConnected |-> FALSE, isFinalizeRequested |-> FALSE,
              finalizeMergeCount |-> 0, isShutdownComplete |-> FALSE]

Crash ==
    /\ HasProcess /\ count.crashes < Crashes
    /\ count' = [count EXCEPT !.crashes = @ + 1]
    /\ ForgetAll
    /\ process' = NoProcess
    /\ awaited' = {}
    /\ UNCHANGED <<lease, published, nextId, ingestedRowCount, history>>
    /\ Tidy(Forgotten, splits, tries, settled, {})

DisconnectMergePlanner ==
    /\ process.isAttached /\ process.isConnected /\ count.stops < Stops
    /\ count' = [count EXCEPT !.stops = @ + 1]
    /\ process' = [process EXCEPT !.isConnected = FALSE]
    /\ UNCHANGED <<lease, published, nextId, visible, quarantined, awaited, isListing, ingestedRowCount, history>>
    /\ TidyMerges(merges)

(* The sets of last merges: no input in common, at most so many in a window. How much of a rest is worth a merge the policy decides. *)
Finals ==
    {C \in SUBSET Groups(Seen, 2) :
        /\ \A T, U \in C : T = U \/ T \cap U = {}
        /\ \A w \in AllWindows : Cardinality({T \in C : \E s \in T : splits[s].window = w}) <= MaximumFinalizeMerges}

(* Asked first: there are more sets of last merges than can be tried when nobody wants any. *)
MayFinalize == process.isAttached /\ process.isAlive /\ ~process.isConnected

RunFinalizeAndQuit(C) ==
    /\ MayFinalize
    /\ process' = [process EXCEPT !.isAlive = FALSE, !.isFinalizeRequested = TRUE, !.finalizeMergeCount = IF HasHistory THEN Cardinality(C) ELSE 0]
    /\ visible' = Unsee(visible, UNION C)
    /\ UNCHANGED <<lease, published, nextId, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges \cup {NewMerge(T) : T \in C})

DrainComplete ==
    /\ process.isFinalizeRequested /\ ~process.isShutdownComplete /\ Tasks = {}
    /\ process' = [process EXCEPT !.isShutdownComplete = TRUE]
    /\ UNCHANGED <<lease, published, nextId, visible, quarantined, awaited, isListing, ingestedRowCount, history, count>>
    /\ TidyMerges(merges)

Exit ==
    /\ process.isShutdownComplete
    /\ ForgetAll
    /\ process' = NoProcess
    /\ awaited' = {}
    /\ UNCHANGED <<lease, published, nextId, ingestedRowCount, history, count>>
    /\ Tidy(Forgotten, splits, tries, settled, {})

(* Steps under the names by which they are told apart: one of an action is some of its splits, merges or sets. *)

SomeHearOfSplit == \E s \in awaited : HearOfSplit(s)
SomeLoseMessage == \E s \in awaited : LoseMessage(s)
SomeWithdrawSplit == \E s \in published : WithdrawSplit(s)
SomeMatureSplit == \E s \in published : MatureSplit(s)
SomeReleaseSplit == \E s \in quarantined : ReleaseSplit(s)
SomeForgetSplit == \E s \in Seen \cup quarantined \cup listed : ForgetSplit(s)
SomeCollectSplit == \E s \in history.stored \cup history.orphans : CollectSplit(s)
SomePlanMerge == \E T \in Groups(Seen, MinimumInputs) : PlanMerge(T)
SomeClaimInputs == \E m \in merges : ClaimInputs(m)
SomeHearOfRefusal == \E m \in merges : HearOfRefusal(m)
SomeWriteOutputs == \E m \in merges : \E rows \in Parts(Rows(m.inputs)) : WriteOutputs(m, rows)
SomeStageOutputs == \E m \in merges : StageOutputs(m)
SomeUploadOutput == \E m \in merges : UploadOutput(m)
SomePublishMerge == \E m \in merges : PublishMerge(m)
SomeHearOfPublish == \E m \in merges : HearOfPublish(m)
SomeGiveUpMerge == \E m \in merges : GiveUpMerge(m)
SomeEndMerge == \E m \in merges : \E blamed \in MayBlame(m) : EndMerge(m, blamed)
SomeHearOfEnd == \E m \in merges : HearOfEnd(m)
SomeLeaveMerge == \E m \in merges : LeaveMerge(m)
SomeRivalMerges == \E T \in Groups({s \in published : ~IsSetAside(s)}, MinimumInputs) : RivalMerges(T)
SomeRunFinalizeAndQuit == MayFinalize /\ \E C \in Finals : RunFinalizeAndQuit(C)

Next ==
    \/ \E w \in AllWindows, rows \in 1 .. MaximumRows : IngestSplit(w, rows)
    \/ SomeHearOfSplit
    \/ SomeLoseMessage
    \/ SomeWithdrawSplit
    \/ SomeMatureSplit
    \/ SomeReleaseSplit
    \/ SomeForgetSplit
    \/ SomeCollectSplit
    \/ ListSplits
    \/ HearOfList
    \/ SomePlanMerge
    \/ SomeClaimInputs
    \/ SomeHearOfRefusal
    \/ SomeWriteOutputs
    \/ SomeStageOutputs
    \/ SomeUploadOutput
    \/ SomePublishMerge
    \/ SomeHearOfPublish
    \/ SomeGiveUpMerge
    \/ SomeEndMerge
    \/ SomeHearOfEnd
    \/ SomeLeaveMerge
    \/ TakeLease
    \/ LoseLease
    \/ RivalTakesLease
    \/ SomeRivalMerges
    \/ Crash
    \/ DisconnectMergePlanner
    \/ SomeRunFinalizeAndQuit
    \/ DrainComplete
    \/ Exit

(* Everything that is owed, each kind for itself: nothing that may fail has to, no operator has to act, and no process has to stop. What is gone is forgotten by who sees it
   again and again, though it be in a merge each time between: a refusal names the inputs that are gone. *)
Fairness ==
    /\ WF_vars(SomeHearOfSplit)
    /\ SF_vars(SomeForgetSplit)
    /\ WF_vars(SomeCollectSplit)
    /\ WF_vars(ListSplits)
    /\ WF_vars(HearOfList)
    /\ WF_vars(SomePlanMerge)
    /\ WF_vars(SomeClaimInputs)
    /\ WF_vars(SomeHearOfRefusal /\ count' = count)
    /\ WF_vars(SomeWriteOutputs)
    /\ WF_vars(SomeStageOutputs)
    /\ WF_vars(SomeUploadOutput)
    /\ WF_vars(SomePublishMerge)
    /\ WF_vars(SomeHearOfPublish)
    /\ WF_vars(SomeGiveUpMerge /\ count' = count)
    /\ WF_vars(SomeEndMerge)
    /\ WF_vars(SomeHearOfEnd)
    /\ WF_vars(SomeLeaveMerge)
    /\ WF_vars(TakeLease /\ count' = count)
    /\ WF_vars(LoseLease)
    /\ WF_vars(SomeRunFinalizeAndQuit)
    /\ WF_vars(DrainComplete)
    /\ WF_vars(Exit)

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* What must hold. *)

TypeOk ==
    /\ lease \in Nat /\ nextId \in Nat /\ ingestedRowCount \in Nat /\ isListing \in BOOLEAN
    /\ process.lease \in 0 .. lease
    /\ process.isAlive => HasProcess /\ ~process.isFinalizeRequested
    /\ published \cup Seen \cup quarantined \cup awaited \cup listed \subseteq DOMAIN splits
    /\ \A s \in DOMAIN splits : splits[s].rowCount \in Nat \ {0} /\ splits[s].level \in 0 .. MaximumLevel /\ splits[s].window \in AllWindows
    /\ \A w \in AllWindows : \A s \in visible[w] : splits[s].window = w
    /\ \A m \in merges : m.lease \in 1 .. lease /\ m.uploads \in 0 .. Len(m.outputs)
    /\ ~isListing => listed = {}

PublishedRowsConserved == Rows(published) = ingestedRowCount
InputsShareLevel == \A m \in Planned \cup Tasks : \A s \in m.inputs : splits[s].level = m.level
AtLeastTwoInputs == \A m \in Planned \cup Tasks : Cardinality(m.inputs) >= 2
LevelBounded == \A s \in published : splits[s].level <= MaximumLevel
InputsPublished == Withdrawals = 0 => \A m \in Planned : m.inputs \subseteq published
Disjoint(M) == \A m, n \in M : m = n \/ m.inputs \cap n.inputs = {}
OneMergePerInput == Disjoint(Planned) /\ Disjoint(Tasks)
OneOperationPerInput == Disjoint(Planned)
InputsInvisible == \A m \in Planned \cup Tasks : m.inputs \cap Seen = {}
Known == Seen \cup quarantined \cup awaited \cup UNION {m.inputs \cup Range(m.outputs) : m \in Tasks} \cup UNION {m.inputs : m \in Planned}
Untracked == {s \in published : ~IsMature(s)} \ Known
IsPromised == IsOwner /\ process.isAttached /\ count.lostMessages = 0
ImmatureTracked == IsPromised /\ process.isAlive /\ process.isConnected => Untracked = {}
OrphansUnpublished == history.orphans \cap (published \cup UNION {Range(m.outputs) : m \in Planned}) = {}
RowsConserved == \A m \in Planned \cup Tasks : IsUploaded(m) => Rows(m.inputs) = Rows(Range(m.outputs))
NotBeforeCompactionStart == \A m \in merges : m.window >= FirstWindow
PublishedIsReadable == HasHistory => published \subseteq history.stored
LevelRaised == \A m \in Planned \cup Tasks : \A s \in Range(m.outputs) : splits[s].level = m.level + 1
RewritesBounded == count.withdrawals > 0 \/ history.rewritten <= ingestedRowCount * MaximumLevel
OutputsAccountedFor ==
    HasHistory => \A s \in DOMAIN splits :
        s \in published \cup history.orphans \cup history.gone \/ \E m \in merges : s \in Range(m.outputs)
OutputKeepsWindow == \A m \in Planned \cup Tasks : \A s \in m.inputs \cup Range(m.outputs) : splits[s].window = m.window
InFlightOutputUnpublished == \A m \in Planned : Range(m.outputs) \cap published = {}
FinalizeBounded == process.finalizeMergeCount <= MaximumFinalizeMerges * Windows
SetAsideUnseen == \A s \in Seen : ~IsSetAside(s)
ShutdownOnlyWhenDrained == process.isShutdownComplete => Tasks = {}

ImmatureSeeded ==
    [][(~process.isAttached /\ process'.isAttached /\ process'.lease = lease' /\ count'.lostMessages = 0 /\ process'.isAlive /\ process'.isConnected)
        => Untracked' = {}]_vars
StatesOnlyAdvance == [][lease' >= lease /\ nextId' >= nextId /\ published' \cap history.gone = {}]_vars
Heard == \E m \in merges : HearOfPublish(m)
NoFeedbackAfterDisconnect == [][~process.isConnected /\ Heard => Seen' \subseteq Seen]_vars
FinalizeDiscardsNothing == [][~process.isFinalizeRequested /\ process'.isFinalizeRequested => Seen \subseteq Seen' \cup UNION {m.inputs : m \in Tasks'}]_vars
ReplacedOnce ==
    [][\/ published' = published
       \/ \E m \in merges : PublishMerge(m) /\ published' = (published \ m.inputs) \cup Range(m.outputs) /\ Range(m.outputs) \cap (published \cup history.gone) = {}
       \/ \E s \in published : WithdrawSplit(s)
       \/ \E s \in published' : published' = published \cup {s} /\ s \notin history.gone /\ count'.ingests > count.ingests
       \/ \E T \in SUBSET published : RivalMerges(T)]_vars

ShutdownCompletes == process.isFinalizeRequested ~> ~process.isFinalizeRequested
NoSplitUntrackedForever == (IsOwner /\ Untracked # {}) ~> (~IsOwner \/ Untracked = {} \/ process.isShutdownComplete)
MergedDown ==
    \/ HasProcess /\ ~process.isConnected
    \/ \A w \in AllWindows, l \in 0 .. (MaximumLevel - 1) :
        Cardinality({s \in published : splits[s].window = w /\ splits[s].level = l /\ ~IsMature(s) /\ ~IsSetAside(s)}) < MinimumInputs
MergedInTheEnd == <>[]MergedDown
OrphansCollected == history.orphans # {} ~> history.orphans = {}
=============================================================================
