using System.Collections.Immutable;
using System.Globalization;
using Tenon.Invariants.State;
using Tenon.Metastore;
using Tenon.Models.Pipelines;
using Tenon.Splits;

namespace Tenon.Verification.Generated;

/// <summary>Does on a metastore what a run of the model does, and compares.</summary>
internal sealed class ModelWalk
{
    private readonly IMetastore _store;
    private readonly TimeProvider _clock;
    private readonly MergePipeline _model;
    private readonly SplitIdGenerator _ids;
    private readonly IndexUid _index;
    private readonly string _leaseName;
    private readonly Dictionary<int, SplitMetadata> _splits = [];
    private readonly Dictionary<string, OperationPlan> _operations = new(StringComparer.Ordinal);
    private readonly List<string> _done = [];

    public ModelWalk(IMetastore store, TimeProvider clock, MergePipeline model, int number)
    {
        (_store, _clock, _model) = (store, clock, model);
        _ids = new SplitIdGenerator(clock, new Random(number));
        _index = IndexUid.Create(string.Create(CultureInfo.InvariantCulture, $"run-{number}"), _ids.Next());
        _leaseName = "merge/" + _index;
    }

    /// <summary>Requests that were refused as they must be.</summary>
    public int RefusalCount { get; private set; }

    public async Task FollowAsync(IReadOnlyList<PathStep> path)
    {
        await _store.CreateIndexAsync(_index, SplitKind.Metrics, "{}", default);
        foreach (PathStep step in path)
        {
            _done.Add(step.Action.ToString());
            if (!await DoAsync(step))
            {
                return; // What no caller asks of a metastore.
            }
        }

        await CompareAsync(path[^1].After);
        await RequireRefusalsAsync(path[^1].After);
        await CompareAsync(path[^1].After);
    }

    /// <summary>Does a step, and compares if it was one of the metastore.</summary>
    /// <returns>Whether callers ask for such a thing.</returns>
    private async Task<bool> DoAsync(PathStep step)
    {
        switch (step.Action)
        {
            case MergeAction.IngestSplit a:
                await IngestAsync(step.Before.NextId, a.Window, a.Rows);
                break;
            case MergeAction.TakeLease or MergeAction.RivalTakesLease:
                await TakeLeaseAsync(step.After.Lease);
                break;
            case MergeAction.PlanMerge a:
                _operations.Remove(NameOf(step.Before.HeldLease, a.Inputs)); // The same inputs, merged once more: another operation.
                return true;
            case MergeAction.RunFinalizeAndQuit a:
                foreach (ImmutableArray<int> inputs in a.Merges)
                {
                    _operations.Remove(NameOf(step.Before.HeldLease, inputs));
                }

                return true;
            case MergeAction.ClaimInputs { Merge: var merge }:
                Require(await ClaimAsync(merge) is PlanResult.Planned, "the inputs are claimed");
                break;
            case MergeAction.WriteOutputs a:
                Write(a.Merge, step.Before.NextId, a.Rows);
                return true;
            case MergeAction.StageOutputs { Merge: var merge }:
                await StageAsync(merge);
                return true;
            case MergeAction.PublishMerge { Merge: var merge }:
                Require(await PublishAsync(merge) is PublishResult.Published, "it is published");
                break;
            case MergeAction.EndMerge a when _operations.ContainsKey(NameOf(a.Merge)):
                if (!a.Blamed.IsEmpty && a.Blamed.Length != 1 && a.Blamed.Length != a.Merge.Inputs.Length)
                {
                    return false; // One is to blame, or all are.
                }

                await EndAsync(a.Merge, a.Blamed);
                break;
            case MergeAction.RivalMerges a:
                await RivalMergesAsync(step.Before, a.Inputs);
                break;
            case MergeAction.ReleaseSplit a:
                await _store.ReleaseAsync([_splits[a.Split].Id], default);
                break;
            default:
                return true; // A step of the process, or of the store.
        }

        await CompareAsync(step.After);
        return true;
    }

    /// <summary>What the model does not allow in a state is refused: claims of what is claimed, staging and publishing what has ended, all under old leases. Only what somebody
    /// may still ask for is asked.</summary>
    private async Task RequireRefusalsAsync(PipelineState state)
    {
        foreach (MergeInFlight merge in state.Merges.Where(merge => merge.Task != MergeTaskStanding.Forgotten))
        {
            bool isKnown = _operations.ContainsKey(NameOf(merge));
            if (merge.Operation == MergeOperationStanding.Unclaimed && !IsAllowed(state, new MergeAction.ClaimInputs(merge)))
            {
                await RequireRefusedAsync($"the claim of {merge}", async () => await ClaimAsync(merge) is PlanResult.Refused);
            }

            if (isKnown && !merge.Outputs.IsEmpty && !merge.IsStaged && !IsAllowed(state, new MergeAction.StageOutputs(merge)))
            {
                await RequireRefusedAsync($"the staging of {merge}", async () =>
                {
                    await StageAsync(merge);
                    return false;
                });
            }

            if (isKnown && merge.IsUploaded && !IsAllowed(state, new MergeAction.PublishMerge(merge)))
            {
                // Asked once more, what is done is told as done.
                bool isDone = merge.Operation == MergeOperationStanding.Published && merge.Lease == state.Lease;
                await RequireRefusedAsync(
                    $"the publish of {merge}",
                    async () => await PublishAsync(merge) is var result && (isDone ? result is PublishResult.AlreadyPublished or PublishResult.Published : result is PublishResult.Refused));
            }
        }
    }

    private bool IsAllowed(PipelineState state, MergeAction action) => _model.After(state, action) is not null;

    private async Task RequireRefusedAsync(string what, Func<Task<bool>> ask)
    {
        Require(await IsRefusedAsync(ask), $"{what} is refused");
        RefusalCount++;
    }

    private static async Task<bool> IsRefusedAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MetastoreException e)
        {
            return e.Error is MetastoreError.StaleLease or MetastoreError.FailedPrecondition;
        }
    }

    private async Task CompareAsync(PipelineState state)
    {
        var published = new List<string>();
        await foreach (SplitRecord split in _store.ListSplitsAsync(new SplitQuery { Index = _index, States = [SplitState.Published] }, default))
        {
            int number = _splits.First(pair => pair.Value.Id == split.Id).Key;
            published.Add(string.Create(CultureInfo.InvariantCulture, $"{number:d3}: level {split.Metadata.Level}, {split.RowCount} rows, {split.Trouble?.Tries ?? 0} failed"));
        }

        RequireSame("published", state.Published.Select(split => string.Create(
            CultureInfo.InvariantCulture, $"{split:d3}: level {state.Splits[split].Level}, {state.Splits[split].RowCount} rows, {state.Tries.GetValueOrDefault(split)} failed")), published);
        var planned = new List<string>();
        await foreach (OperationRecord operation in _store.ListOperationsAsync(new OperationQuery { Index = _index, State = OperationState.Planned, LeaseName = _leaseName }, default))
        {
            planned.Add(string.Join(' ', operation.Inputs.Select(input => _splits.First(pair => pair.Value.Id == input.Id).Key).Order()));
        }

        RequireSame(
            "planned",
            state.Merges.Where(merge => merge.Operation == MergeOperationStanding.Planned && merge.Lease == state.Lease).Select(merge => string.Join(' ', merge.Inputs)).Order(StringComparer.Ordinal),
            planned.Order(StringComparer.Ordinal));
        Require((await _store.FindLeaseAsync(_leaseName, default))?.Lease.Epoch == (state.Lease == 0 ? null : state.Lease), $"the lease is {state.Lease}");
    }

    private async Task IngestAsync(int number, int window, int rows)
    {
        Lease lease = await _store.FindLeaseAsync("ingest", default) is LeaseRecord known ? known.Lease : await _store.TakeLeaseAsync("ingest", default);
        var plan = new OperationPlan { Id = new OperationId(_ids.Next(SplitKind.Metrics), OperationKind.Ingest), Index = _index, Scope = null, Token = $"ingest {_index} {number}" };
        SplitMetadata split = NewSplit(plan.Id.FirstOutput, window, 0, rows);
        _splits.Add(number, split);
        await _store.PlanAsync(lease, [plan], default);
        await _store.StageAsync(lease, plan.Id, [StagedOf(split)], default);
        Require(await _store.PublishAsync(lease, RequestOf(plan, [split]), default) is PublishResult.Published, "the ingest is published");
    }

    /// <summary>Takes the lease and ends what was planned under earlier ones, as every process does that takes it.</summary>
    private async Task TakeLeaseAsync(int expected)
    {
        Lease lease = await _store.TakeLeaseAsync(_leaseName, default);
        Require(lease.Epoch == expected, $"the lease that is taken is {expected}");
        var left = new List<OperationId>();
        await foreach (OperationRecord operation in _store.ListOperationsAsync(new OperationQuery { Index = _index, State = OperationState.Planned, LeaseName = _leaseName }, default))
        {
            left.Add(operation.Id);
        }

        foreach (OperationId operation in left)
        {
            await _store.EndAsync(lease, operation, OperationState.Abandoned, "its process ended", default);
        }
    }

    private async Task<PlanResult> ClaimAsync(MergeInFlight merge)
    {
        if (!_operations.TryGetValue(NameOf(merge), out OperationPlan? plan))
        {
            plan = PlanOf(merge.Inputs);
        }

        PlanResult result = (await _store.PlanAsync(new Lease(_leaseName, merge.Lease), [plan], default))[0];
        if (result is PlanResult.Planned)
        {
            _operations[NameOf(merge)] = plan;
        }

        return result;
    }

    private OperationPlan PlanOf(IEnumerable<int> inputs)
    {
        var id = new OperationId(_ids.Next(SplitKind.Metrics));
        SplitMetadata[] splits = [.. inputs.Select(input => _splits[input])];
        return new OperationPlan
        {
            Id = id, Index = _index, Scope = splits[0].Scope, Token = $"token {id}", Inputs = [.. splits.Select(split => new PlannedInput(split.Id) { RowCount = split.RowCount })],
        };
    }

    private void Write(MergeInFlight merge, int first, ImmutableArray<int> rows)
    {
        OperationPlan plan = _operations[NameOf(merge)];
        for (int i = 0; i < rows.Length; i++)
        {
            _splits[first + i] = NewSplit(plan.Id.Output(i), merge.Window, merge.Level + 1, rows[i]);
        }
    }

    private async Task StageAsync(MergeInFlight merge) =>
        await _store.StageAsync(new Lease(_leaseName, merge.Lease), _operations[NameOf(merge)].Id, [.. merge.Outputs.Select(output => StagedOf(_splits[output]))], default);

    private async Task<PublishResult> PublishAsync(MergeInFlight merge) => await _store.PublishAsync(
        new Lease(_leaseName, merge.Lease), RequestOf(_operations[NameOf(merge)], [.. merge.Outputs.Select(output => _splits[output])]), default);

    private async Task EndAsync(MergeInFlight merge, ImmutableArray<int> blamed)
    {
        (Lease lease, OperationId operation) = (new Lease(_leaseName, merge.Lease), _operations[NameOf(merge)].Id);
        if (blamed.IsEmpty)
        {
            await _store.EndAsync(lease, operation, OperationState.Abandoned, "it was given up", default);
            return;
        }

        SplitId? culprit = blamed.Length == 1 ? _splits[blamed[0]].Id : null;
        await _store.FailAsync(lease, operation, new OperationFailure("it failed", culprit, _model.Bounds.MaximumTries), default);
    }

    private async Task RivalMergesAsync(PipelineState before, ImmutableArray<int> inputs)
    {
        var lease = new Lease(_leaseName, before.Lease);
        OperationPlan plan = PlanOf(inputs);
        SplitFacts<int> first = before.Splits[inputs[0]];
        _splits[before.NextId] = NewSplit(plan.Id.Output(0), first.Window, first.Level + 1, (int)inputs.Sum(input => before.Splits[input].RowCount));
        Require((await _store.PlanAsync(lease, [plan], default))[0] is PlanResult.Planned, "the rival claims");
        await _store.StageAsync(lease, plan.Id, [StagedOf(_splits[before.NextId])], default);
        Require(await _store.PublishAsync(lease, RequestOf(plan, [_splits[before.NextId]]), default) is PublishResult.Published, "the rival publishes");
    }

    private SplitMetadata NewSplit(SplitId id, int window, int level, int rows)
    {
        TimeWindow covered = TimeWindow.Of(900 * (window + 1), 900);
        return new SplitMetadata
        {
            Id = id,
            Index = _index,
            RowCount = rows,
            SizeBytes = 100 + rows,
            CreatedAt = _clock.GetUtcNow(),
            Maturity = SplitMaturity.ImmatureFor(TimeSpan.FromHours(48)),
            Window = covered,
            TimeRange = new SplitTimeRange(covered.StartSeconds, covered.StartSeconds + 60),
            SortFields = "metric_name|timestamp_secs/V2",
            Level = level,
        };
    }

    private static StagedOutput StagedOf(SplitMetadata split) => new(split, $"{split.Id}.parquet", 7);

    private static PublishRequest RequestOf(OperationPlan plan, ImmutableArray<SplitMetadata> outputs) => new(
        plan.Id,
        plan.Token,
        [.. outputs.Select(output => new PublishedOutput(output.Id, output.SizeBytes, 7, "published"))],
        [.. plan.Inputs.Select(input => new InputVersion(input.Id, "published"))],
        "digest");

    private static string NameOf(MergeInFlight merge) => NameOf(merge.Lease, merge.Inputs);

    private static string NameOf(int lease, ImmutableArray<int> inputs) => string.Create(CultureInfo.InvariantCulture, $"{lease}: {string.Join(' ', inputs)}");

    private void RequireSame(string what, IEnumerable<string> expected, IEnumerable<string> found) =>
        Require(expected.SequenceEqual(found, StringComparer.Ordinal), $"{what} is {string.Join("; ", expected)}, not {string.Join("; ", found)}");

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new ModelWalkException($"index {_index}: the model says that {what}", [.. _done]);
        }
    }
}
