-------------------------- MODULE MergePipelineSim --------------------------
(*****************************************************************************)
(* The merge pipeline in configurations that are too large to be searched:   *)
(* random walks, from a seed that is stated, judged by everything that is    *)
(* claimed of states and steps. A walk proves nothing; what it must at least *)
(* have met is said, so that one which went nowhere is not taken for a good  *)
(* one: every action that the bounds allow was taken, and situations that    *)
(* need more than the searched configurations have were come into.           *)
(*                                                                           *)
(* Names here            in src/Tenon.Models                                 *)
(*   a configuration     PipelineWalks                                       *)
(*****************************************************************************)
EXTENDS MergePipeline, TLC

CONSTANTS
    MustMeet    \* actions and situations, by name

VARIABLES
    last        \* the action that was taken last

Taken(name) == last' = name

SimInit == Init /\ last = "Init"

SimNext ==
    \/ (\E w \in AllWindows, rows \in 1 .. MaximumRows : IngestSplit(w, rows)) /\ Taken("IngestSplit")
    \/ SomeHearOfSplit /\ Taken("HearOfSplit")
    \/ SomeLoseMessage /\ Taken("LoseMessage")
    \/ SomeWithdrawSplit /\ Taken("WithdrawSplit")
    \/ SomeMatureSplit /\ Taken("MatureSplit")
    \/ SomeReleaseSplit /\ Taken("ReleaseSplit")
    \/ SomeForgetSplit /\ Taken("ForgetSplit")
    \/ SomeCollectSplit /\ Taken("CollectSplit")
    \/ SomePlanMerge /\ Taken("PlanMerge")
    \/ SomeClaimInputs /\ Taken("ClaimInputs")
    \/ SomeHearOfRefusal /\ Taken("HearOfRefusal")
    \/ SomeWriteOutputs /\ Taken("WriteOutputs")
    \/ SomeStageOutputs /\ Taken("StageOutputs")
    \/ SomeUploadOutput /\ Taken("UploadOutput")
    \/ SomePublishMerge /\ Taken("PublishMerge")
    \/ SomeHearOfPublish /\ Taken("HearOfPublish")
    \/ SomeGiveUpMerge /\ Taken("GiveUpMerge")
    \/ SomeEndMerge /\ Taken("EndMerge")
    \/ SomeHearOfEnd /\ Taken("HearOfEnd")
    \/ SomeLeaveMerge /\ Taken("LeaveMerge")
    \/ SomeRivalMerges /\ Taken("RivalMerges")
    \/ SomeRunFinalizeAndQuit /\ Taken("RunFinalizeAndQuit")
    \/ ListSplits /\ Taken("ListSplits")
    \/ HearOfList /\ Taken("HearOfList")
    \/ TakeLease /\ Taken("TakeLease")
    \/ LoseLease /\ Taken("LoseLease")
    \/ RivalTakesLease /\ Taken("RivalTakesLease")
    \/ Crash /\ Taken("Crash")
    \/ DisconnectMergePlanner /\ Taken("DisconnectMergePlanner")
    \/ DrainComplete /\ Taken("DrainComplete")
    \/ Exit /\ Taken("Exit")

SimSpec == SimInit /\ [][SimNext]_<<vars, last>>

-----------------------------------------------------------------------------

Own == {m \in Tasks : m.lease = lease /\ m.operation = "planned"}
Others == {m \in Planned : ~IsTask(m)}

\* Situations by name, each a function of nothing so that one alone is evaluated.
Situations ==
    [twoMergesAtOnce |-> Cardinality(Own) >= 2,
     threeMergesAtOnce |-> Cardinality(Own) >= 3,
     mergesOfTwoLevels |-> \E m, n \in Own : m.level # n.level,
     mergesOfTwoWindows |-> \E m, n \in Own : m.window # n.window,
     lastMergesOfTwoWindows |-> process.isFinalizeRequested /\ \E m, n \in Tasks : m.window # n.window,
     twoMatureSplits |-> Cardinality({s \in published : splits[s].level >= MaximumLevel}) >= 2,
     highestLevel |-> \E s \in published : splits[s].level >= MaximumLevel /\ MaximumLevel >= 2,
     halfUploaded |-> \E m \in Planned : m.uploads = 1 /\ Len(m.outputs) = 2,
     orphanBesideMerge |-> history.orphans # {} /\ Own # {},
     quarantineBesideMerge |-> quarantined # {} /\ Own # {},
     withdrawnUnderMerge |-> \E m \in Own : ~(m.inputs \subseteq published),
     deadWorkUnderNewLease |-> \E m \in merges : m.task = "left" /\ m.lease < lease,
     thirdLease |-> lease >= 3,
     rivalMerged |-> count.rivals > 0 /\ ~IsOwner /\ \E s \in published : splits[s].level > 0 /\ s > count.ingests]

Met == {name \in DOMAIN Situations : Situations[name]}

ASSUME TLCSet(1, {})

\* Notes what is met; nothing else.
Noted == TLCSet(1, TLCGet(1) \cup Met \cup {last})

EachIsMet == IF MustMeet \subseteq TLCGet(1) THEN TRUE ELSE PrintT(<<"never met", MustMeet \ TLCGet(1)>>) /\ FALSE
=============================================================================
