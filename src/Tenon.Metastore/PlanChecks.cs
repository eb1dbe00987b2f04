using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What every metastore demands of plans, and of outputs that are staged for them.</summary>
public static class PlanChecks
{
    /// <summary>Demands what can be told of a plan by itself.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="ArgumentException">Its kind, scope, index and inputs do not fit together.</exception>
    public static void RequireWellFormed(OperationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string? problem =
            plan.Inputs.IsDefault || plan.Kind == OperationKind.Merge == plan.Inputs.IsEmpty ? "a merge has inputs, an ingest has none"
            : plan.Kind == OperationKind.Merge == plan.Scope is null ? "a merge has a scope, an ingest has none"
            : plan.Scope is CompactionScope scope && scope.Index != plan.Index ? $"its scope is of index {scope.Index}, not {plan.Index}"
            : plan.Inputs.DistinctBy(input => input.Id).Count() != plan.Inputs.Length ? "an input occurs twice"
            : plan.Inputs.Any(input => input.New is ForeignFile file && (file.Metadata.Id != input.Id || file.Metadata.Scope != plan.Scope))
                ? "a new input has another id or scope than the plan says"
            : plan.Inputs.Select(input => input.New?.Path).OfType<string>().GroupBy(path => path, StringComparer.Ordinal).Any(path => path.Skip(1).Any())
                ? "two new inputs have one path"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"operation {plan.Id}: {problem}", nameof(plan));
        }
    }

    /// <summary>What a plan comes to whose id or token an operation has already.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="found">That operation: the one with the plan's id, or else the one that is planned or published with its token.</param>
    /// <param name="outputCount">The outputs that it published.</param>
    /// <returns>The result; null if it is the plan itself, which an earlier call planned under the lease's name.</returns>
    public static PlanResult? ResultOf(OperationPlan plan, Lease lease, (OperationId Id, OperationState State, string Token, string LeaseName) found, int outputCount)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return found.Token != plan.Token ? new PlanResult.Refused([$"operation {found.Id} exists, with another token"])
            : found.State == OperationState.Published ? new PlanResult.AlreadyPublished(found.Id, found.Id.Outputs(outputCount))
            : found.Id != plan.Id || found.State != OperationState.Planned || found.LeaseName != lease.Name
                ? new PlanResult.Refused([$"operation {found.Id} of lease '{found.LeaseName}' is {found.State.Name()} with the same token or id"])
            : null;
    }

    /// <summary>What keeps an input from being planned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">One of its inputs.</param>
    /// <param name="known">The split of the input's id; null if there is none.</param>
    /// <param name="atPath">The split at the path of a new input that is not retired; null if there is none, or the input is not new.</param>
    /// <returns>One line; null if nothing does.</returns>
    public static string? ProblemOf(OperationPlan plan, PlannedInput input, SplitRecord? known, SplitRecord? atPath)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        if (input.New is ForeignFile file)
        {
            return atPath is not null ? $"{file.Path} is registered already, as {atPath.Id}"
                : known is not null ? $"{file.Path} cannot be registered as {input.Id}, which is the id of {known.Path}"
                : null;
        }

        if (known is null)
        {
            return $"{input.Id} is not known";
        }

        string name = $"{known.Path} ({known.Id})";
        return known.State != SplitState.Published ? $"{name} is {known.State.Name()}"
            : known.Metadata.Scope != plan.Scope ? $"{name} is of scope {known.Metadata.Scope}, not {plan.Scope}"
            : input.Version is string version && version != known.Version ? $"{name} has version {version}, but was published with {known.Version}"
            : input.RowCount is long rows && rows != known.RowCount ? $"{name} has {rows} rows, but was published with {known.RowCount}"
            : known.Trouble?.QuarantinedSince is not null ? $"{name} is in quarantine: {known.Trouble.LastFailure}"
            : known.ClaimedBy is OperationId other ? $"{name} is claimed by {other}"
            : null;
    }

    /// <summary>Demands that outputs are called as those of an operation are.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="outputs">Its outputs, in order.</param>
    /// <exception cref="ArgumentException">One is called otherwise.</exception>
    public static void RequireNamed(OperationId operation, IReadOnlyList<StagedOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Id != operation.Output(i))
            {
                throw new ArgumentException($"output {i} of {operation} is called {outputs[i].Id}; {operation.Output(i)} is expected", nameof(outputs));
            }
        }
    }

    /// <summary>Demands that outputs are of the index of their operation.</summary>
    /// <param name="index">The operation's index.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <exception cref="ArgumentException">One is of another.</exception>
    public static void RequireOfIndex(IndexUid index, IEnumerable<StagedOutput> outputs)
    {
        if (outputs.FirstOrDefault(output => output.Metadata.Index != index) is StagedOutput other)
        {
            throw new ArgumentException($"output {other.Id} is of index {other.Metadata.Index}, its operation of {index}", nameof(outputs));
        }
    }

    /// <summary>Demands that a state is one in which an operation ends without a result.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static void RequireEnd(OperationState state)
    {
        if (state is not (OperationState.Abandoned or OperationState.Superseded))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "an operation ends without a result as abandoned or superseded");
        }
    }
}
