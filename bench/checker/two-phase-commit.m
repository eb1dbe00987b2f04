-- Two-phase commit after Gray and Lamport: the model of src/Tenon.Checking/Samples/TwoPhaseCommit.cs.
-- The bench puts the number of resource managers in place of the 3.
const
  Managers: 3;

type
  Manager: scalarset(Managers);
  Resource: enum { Working, Prepared, Committed, Aborted };
  Decision: enum { Undecided, Commit, Abort };

var
  resource: array [Manager] of Resource;
  decision: Decision;
  sent: array [Manager] of boolean;
  heard: array [Manager] of boolean;

startstate
begin
  decision := Undecided;
  for i: Manager do
    resource[i] := Working;
    sent[i] := false;
    heard[i] := false;
  end;
end;

rule "manager commits"
  decision = Undecided & forall i: Manager do heard[i] end
==>
begin
  decision := Commit;
end;

rule "manager aborts"
  decision = Undecided
==>
begin
  decision := Abort;
end;

ruleset i: Manager do
  rule "manager hears prepared"
    decision = Undecided & sent[i]
  ==>
  begin
    heard[i] := true;
  end;

  rule "prepares"
    resource[i] = Working
  ==>
  begin
    resource[i] := Prepared;
    sent[i] := true;
  end;

  rule "chooses to abort"
    resource[i] = Working
  ==>
  begin
    resource[i] := Aborted;
  end;

  rule "hears commit"
    decision = Commit
  ==>
  begin
    resource[i] := Committed;
  end;

  rule "hears abort"
    decision = Abort
  ==>
  begin
    resource[i] := Aborted;
  end;
end;
