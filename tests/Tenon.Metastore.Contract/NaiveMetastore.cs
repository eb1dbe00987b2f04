using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>The contract as a reader would write it down: dictionaries, and each call's rules one after the other. Tells outcomes as texts.</summary>
internal sealed class NaiveMetastore
{
    private readonly Dictionary<string, long> _epochs = [];

    public SortedDictionary<string, Split> Splits { get; } = new(StringComparer.Ordinal);

    public Dictionary<OperationId, Operation> Operations { get; } = [];

    public long Ingested { get; private set; }

    public long Dropped { get; private set; }

    public Lease Take(string name) => new(name, _epochs[name] = _epochs.GetValueOrDefault(name) + 1);

    public string Plan(Lease lease, OperationPlan plan)
    {
        if (IsStale(lease))
        {
            return nameof(MetastoreError.StaleLease);
        }

        Operation? other = Operations.GetValueOrDefault(plan.Id)
            ?? Operations.Values.FirstOrDefault(operation => operation.Token == plan.Token && operation.State is (OperationState.Planned or OperationState.Published));
        if (other is not null)
        {
            return other.State == OperationState.Published ? nameof(PlanResult.AlreadyPublished)
                : other.Id == plan.Id && other.State == OperationState.Planned && other.LeaseName == lease.Name ? nameof(PlanResult.Planned)
                : nameof(PlanResult.Refused);
        }

        SplitId[] inputs = [.. plan.Inputs.Select(input => input.Id)];
        if (inputs.Any(id => Find(id) is not { State: SplitState.Published, ClaimedBy: null, IsQuarantined: false } split || split.Window != plan.Scope!.Window))
        {
            return nameof(PlanResult.Refused);
        }

        Operations.Add(plan.Id, new Operation(plan.Id, plan.Token, lease.Name, inputs));
        foreach (SplitId id in inputs)
        {
            Find(id)!.ClaimedBy = plan.Id;
        }

        return nameof(PlanResult.Planned);
    }

    public string Stage(Lease lease, OperationId id, IEnumerable<StagedOutput> outputs)
    {
        if (IsStale(lease))
        {
            return nameof(MetastoreError.StaleLease);
        }

        Operation operation = Operations[id];
        if (operation.LeaseName != lease.Name || operation.State != OperationState.Planned)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        Unstage(operation);
        foreach (StagedOutput output in outputs)
        {
            Splits.Add(output.Id.ToString(), new Split(output.Id, output.RowCount, output.Metadata.Level, output.Metadata.Window!.Value) { CreatedBy = id });
            operation.Outputs.Add(output.Id);
        }

        return "";
    }

    public string Publish(Lease lease, OperationId id)
    {
        if (IsStale(lease))
        {
            return nameof(MetastoreError.StaleLease);
        }

        Operation operation = Operations[id];
        if (operation.LeaseName != lease.Name)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        if (operation.State == OperationState.Published)
        {
            return nameof(PublishResult.AlreadyPublished);
        }

        if (operation.State != OperationState.Planned || operation.Inputs.Any(input => Find(input) is not { State: SplitState.Published } split || split.ClaimedBy != id))
        {
            return nameof(PublishResult.Refused);
        }

        Split[] outputs = [.. operation.Outputs.Select(output => Find(output)!)];
        if (id.Kind == OperationKind.Merge && operation.Inputs.Sum(input => Find(input)!.RowCount) != outputs.Sum(output => output.RowCount))
        {
            return nameof(Invariants.InvariantId.RowsConserved);
        }

        int level = operation.Inputs.Length == 0 ? 0 : operation.Inputs.Max(input => Find(input)!.Level) + 1;
        if (outputs.Any(output => output.Level != level))
        {
            return nameof(Invariants.InvariantId.LevelRaised);
        }

        operation.State = OperationState.Published;
        Ingested += operation.Inputs.Length == 0 ? outputs.Sum(output => output.RowCount) : 0;
        foreach (SplitId input in operation.Inputs)
        {
            Retire(Find(input)!, RetirementCause.Merged);
        }

        foreach (Split output in outputs)
        {
            output.State = SplitState.Published;
        }

        return nameof(PublishResult.Published);
    }

    public string End(Lease lease, OperationId id, SplitId? blamed, int? maximumTries)
    {
        if (IsStale(lease))
        {
            return nameof(MetastoreError.StaleLease);
        }

        Operation operation = Operations[id];
        if (operation.State != OperationState.Planned && maximumTries is not null)
        {
            return "";
        }

        if (operation.LeaseName != lease.Name)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        if (operation.State != OperationState.Planned)
        {
            return "";
        }

        Split[] claimed = [.. Splits.Values.Where(split => split.ClaimedBy == id && (blamed is null || split.Id == blamed))];
        if (blamed is not null && claimed.Length == 0)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        foreach (Split split in claimed)
        {
            split.Tries += maximumTries is null ? 0 : 1;
            split.IsQuarantined |= split.Tries >= maximumTries;
        }

        operation.State = OperationState.Abandoned;
        foreach (Split split in Splits.Values)
        {
            split.ClaimedBy = split.ClaimedBy == id ? null : split.ClaimedBy;
            if (split.CreatedBy == id && split.State == SplitState.Staged)
            {
                Retire(split, RetirementCause.Unpublished);
            }
        }

        return "";
    }

    public string Quarantine(SplitId id)
    {
        if (Find(id) is not { State: SplitState.Published } split)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        split.IsQuarantined = true;
        return "";
    }

    public string Release(SplitId id)
    {
        if (Find(id) is not { State: SplitState.Published } split)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        (split.IsQuarantined, split.Tries) = (false, 0);
        return "";
    }

    public string Drop(SplitId id)
    {
        if (Find(id) is { Cause: RetirementCause.Dropped })
        {
            return "";
        }

        if (Find(id) is not { State: SplitState.Published, IsQuarantined: true } split)
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        Dropped += split.RowCount;
        Retire(split, RetirementCause.Dropped);
        return "";
    }

    public string Forget(Lease lease, SplitId id)
    {
        if (IsStale(lease))
        {
            return nameof(MetastoreError.StaleLease);
        }

        if (Find(id) is { State: not SplitState.Retired })
        {
            return nameof(MetastoreError.FailedPrecondition);
        }

        Splits.Remove(id.ToString());
        return "";
    }

    public Split? Find(SplitId id) => Splits.GetValueOrDefault(id.ToString());

    private void Unstage(Operation operation)
    {
        foreach (SplitId output in operation.Outputs)
        {
            Splits.Remove(output.ToString());
        }

        operation.Outputs.Clear();
    }

    private static void Retire(Split split, RetirementCause cause) =>
        (split.State, split.Cause, split.ClaimedBy, split.IsQuarantined) = (SplitState.Retired, cause, null, split.IsQuarantined && cause == RetirementCause.Merged);

    private bool IsStale(Lease lease) => _epochs[lease.Name] != lease.Epoch;

    public sealed record Split(SplitId Id, long RowCount, int Level, TimeWindow Window)
    {
        public SplitState State { get; set; }

        public RetirementCause? Cause { get; set; }

        public OperationId? CreatedBy { get; init; }

        public OperationId? ClaimedBy { get; set; }

        public int Tries { get; set; }

        public bool IsQuarantined { get; set; }
    }

    public sealed record Operation(OperationId Id, string Token, string LeaseName, SplitId[] Inputs)
    {
        public OperationState State { get; set; }

        public List<SplitId> Outputs { get; } = [];
    }
}
