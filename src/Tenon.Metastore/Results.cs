using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What became of a plan. That another operation was there first is normal, so it is a value.</summary>
public abstract record PlanResult
{
    private PlanResult()
    {
    }

    /// <summary>The operation exists and its inputs are claimed.</summary>
    public sealed record Planned : PlanResult;

    /// <summary>Nothing was changed, because of these inputs.</summary>
    /// <param name="Problems">One line each.</param>
    public sealed record Refused(ImmutableArray<string> Problems) : PlanResult;
}

/// <summary>What became of an attempt to swap an operation's inputs for its outputs. Losing the race is normal, so it is a value.</summary>
public abstract record PublishResult
{
    private PublishResult()
    {
    }

    /// <summary>The outputs are visible and the inputs are retired, in one transaction.</summary>
    /// <param name="Outputs">The outputs.</param>
    public sealed record Published(ImmutableArray<SplitId> Outputs) : PublishResult;

    /// <summary>An earlier call with this token did it; this one changed nothing (F-2, F-3).</summary>
    /// <param name="Outputs">The outputs of that call.</param>
    public sealed record AlreadyPublished(ImmutableArray<SplitId> Outputs) : PublishResult;

    /// <summary>Nothing was changed, because these inputs are no longer what was planned (F-6, F-9), or the operation had ended (then there are none).</summary>
    /// <param name="Inputs">The inputs.</param>
    public sealed record Refused(ImmutableArray<SplitId> Inputs) : PublishResult;
}
