using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plans);
        foreach (OperationPlan plan in plans)
        {
            PlanChecks.RequireWellFormed(plan);
        }

        return Write(
            lease,
            () =>
            {
                MemoryIndex[] indexes = [.. plans.Select(plan => RequireLiveIndex(plan.Index))]; // All of them before the first is planned.
                return plans.Select((plan, i) => Plan(lease, plan, indexes[i])).ToImmutableArray();
            },
            cancellationToken);
    }

    private PlanResult Plan(Lease lease, OperationPlan plan, MemoryIndex index)
    {
        if ((_tables.FindOperation(plan.Id) ?? _tables.FindToken(plan.Token)) is MemoryOperation earlier)
        {
            return Repeat(lease, plan, earlier);
        }

        var problems = ImmutableArray.CreateBuilder<string>();
        long newRows = 0;
        foreach (PlannedInput input in plan.Inputs)
        {
            SplitRecord? atPath = input.New is ForeignFile file ? _tables.FindLivePath(file.Path)?.Record : null;
            if (PlanChecks.ProblemOf(plan, input, _tables.FindSplit(input.Id)?.Record, atPath) is string problem)
            {
                problems.Add(problem);
            }

            newRows += input.New?.Metadata.RowCount ?? 0;
        }

        if (problems.Count > 0)
        {
            return new PlanResult.Refused(problems.ToImmutable());
        }

        DateTimeOffset now = Now();
        index.IngestedRows += newRows;
        foreach (PlannedInput input in plan.Inputs)
        {
            if (input.New is ForeignFile file)
            {
                _tables.Add(index, RecordOf(file, plan.Id, now));
            }
            else
            {
                MemorySplit split = _tables.FindSplit(input.Id)!; // Or it were a problem.
                split.Record = split.Record with { ClaimedBy = plan.Id };
            }
        }

        var operation = new MemoryOperation(index, plan, lease, now);
        _tables.Add(operation);
        return new PlanResult.Planned(RecordsOf(_tables.InputsOf(operation)));
    }

    private PlanResult Repeat(Lease lease, OperationPlan plan, MemoryOperation earlier)
    {
        if (PlanChecks.ResultOf(plan, lease, (earlier.Id, earlier.State, earlier.Plan.Token, earlier.Lease.Name), earlier.OutputCount) is PlanResult result)
        {
            return result;
        }

        (earlier.Lease, earlier.Active) = (lease, Now());
        return new PlanResult.Planned(RecordsOf(_tables.InputsOf(earlier)));
    }

    private static SplitRecord RecordOf(ForeignFile file, OperationId claimedBy, DateTimeOffset now) => new()
    {
        Metadata = file.Metadata,
        Path = file.Path,
        Location = file.Path,
        IsOwned = file.IsOwned,
        Version = file.Version,
        Fingerprint = file.Fingerprint,
        State = SplitState.Published,
        ClaimedBy = claimedBy,
        Updated = now,
    };

    private static ImmutableArray<SplitRecord> RecordsOf(List<MemorySplit> splits) => [.. splits.Select(split => split.Record)];
}
