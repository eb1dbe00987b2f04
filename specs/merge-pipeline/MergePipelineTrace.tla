------------------------- MODULE MergePipelineTrace -------------------------
(*****************************************************************************)
(* Whether a recorded run is a behaviour of the merge pipeline: the steps    *)
(* are read from a file, and each must be one that the specification allows  *)
(* in the state that the steps before it have led to. Every invariant, and   *)
(* every property of steps, is judged along the way. The run conforms if     *)
(* there is a behaviour with all of its steps; otherwise it is said which    *)
(* line is none.                                                             *)
(*                                                                           *)
(* 'tenon trace check RECORD --steps DIR' writes such files: in the first    *)
(* line the constants, then a line for each step, with its action, what that *)
(* is about, and which splits are published, and seen by the planner, after  *)
(* it. Any checker of TLA+ can judge them:                                   *)
(*                                                                           *)
(*   TRACE=DIR/x.ndjson tenon tla check MergePipelineTrace.tla               *)
(*                                            --config Trace.cfg             *)
(*                                                                           *)
(* TLC needs the community modules, and -workers 1.                          *)
(*                                                                           *)
(* Names here            in src/Tenon.Conformance                            *)
(*   the lines           SpecifiedSteps.Text                                 *)
(*****************************************************************************)
EXTENDS MergePipeline, Json, IOUtils, TLC

CONSTANTS
    TraceFile       \* the path of the file

VARIABLES
    next            \* the number of the next line

FileOfEnvironment == IOEnv.TRACE

Trace == ndJsonDeserialize(TraceFile)

(* The constants, as the first line has them. *)
TraceWindows == Trace[1].Windows
TraceFirstWindow == Trace[1].FirstWindow
TraceMinimumInputs == Trace[1].MinimumInputs
TraceMaximumInputs == Trace[1].MaximumInputs
TraceMaximumOutputs == Trace[1].MaximumOutputs
TraceMaximumFinalizeMerges == Trace[1].MaximumFinalizeMerges
TraceMaximumLevel == Trace[1].MaximumLevel
TraceMaximumTries == Trace[1].MaximumTries
TraceMaximumRows == Trace[1].MaximumRows
TraceWithdrawals == Trace[1].Withdrawals
Plenty == 1000000

-----------------------------------------------------------------------------

Line == Trace[next]

(* The merges that a line is about; it names them by inputs and lease. *)
Meant == {m \in merges : m.inputs = Range(Line.inputs) /\ m.lease = Line.lease}

Is(action) == Line.action = action

Took ==
    \/ Is("IngestSplit") /\ Line.window \in AllWindows /\ Line.rows \in 1 .. MaximumRows /\ IngestSplit(Line.window, Line.rows)
    \/ Is("HearOfSplit") /\ HearOfSplit(Line.split)
    \/ Is("LoseMessage") /\ LoseMessage(Line.split)
    \/ Is("WithdrawSplit") /\ WithdrawSplit(Line.split)
    \/ Is("MatureSplit") /\ MatureSplit(Line.split)
    \/ Is("ReleaseSplit") /\ ReleaseSplit(Line.split)
    \/ Is("ForgetSplit") /\ ForgetSplit(Line.split)
    \/ Is("CollectSplit") /\ CollectSplit(Line.split)
    \/ Is("ListSplits") /\ ListSplits
    \/ Is("HearOfList") /\ HearOfList
    \/ Is("PlanMerge") /\ PlanMerge(Range(Line.inputs))
    \/ Is("ClaimInputs") /\ \E m \in Meant : ClaimInputs(m)
    \/ Is("HearOfRefusal") /\ \E m \in Meant : HearOfRefusal(m)
    \/ Is("WriteOutputs") /\ \E m \in Meant : Line.rows \in Parts(Rows(m.inputs)) /\ WriteOutputs(m, Line.rows)
    \/ Is("StageOutputs") /\ \E m \in Meant : StageOutputs(m)
    \/ Is("UploadOutput") /\ \E m \in Meant : UploadOutput(m)
    \/ Is("PublishMerge") /\ \E m \in Meant : PublishMerge(m)
    \/ Is("HearOfPublish") /\ \E m \in Meant : HearOfPublish(m)
    \/ Is("GiveUpMerge") /\ \E m \in Meant : GiveUpMerge(m)
    \/ Is("EndMerge") /\ \E m \in Meant : Range(Line.blamed) \in MayBlame(m) /\ EndMerge(m, Range(Line.blamed))
    \/ Is("HearOfEnd") /\ \E m \in Meant : HearOfEnd(m)
    \/ Is("LeaveMerge") /\ \E m \in Meant : LeaveMerge(m)
    \/ Is("TakeLease") /\ TakeLease
    \/ Is("LoseLease") /\ LoseLease
    \/ Is("RivalTakesLease") /\ RivalTakesLease
    \/ Is("RivalMerges") /\ RivalMerges(Range(Line.inputs))
    \/ Is("Crash") /\ Crash
    \/ Is("DisconnectMergePlanner") /\ DisconnectMergePlanner
    \/ Is("RunFinalizeAndQuit") /\ LET C == {Range(Line.merges[i]) : i \in DOMAIN Line.merges} IN C \in Finals /\ RunFinalizeAndQuit(C)
    \/ Is("DrainComplete") /\ DrainComplete
    \/ Is("Exit") /\ Exit

TraceInit == Init /\ next = 2

TraceNext ==
    /\ next <= Len(Trace)
    /\ Took
    /\ next' = next + 1
    /\ published' = Range(Line.published)
    /\ UNION {visible'[w] : w \in AllWindows} = Range(Line.seen)

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, next>>

-----------------------------------------------------------------------------

(* As many states were found one after the other as there are lines. *)
Consumed ==
    IF TLCGet("stats").diameter = Len(Trace) THEN TRUE
    ELSE PrintT(<<"no step of the specification", TLCGet("stats").diameter + 1, Trace[TLCGet("stats").diameter + 1]>>) /\ FALSE
=============================================================================
