using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What became of a plan. That another operation was there first is normal, so it is a value.</summary>
public abstract record PlanResult
{
    private PlanResult()
    {
    }

    /// <summary>The operation exists and its inputs are claimed; also if an earlier call did it.</summary>
    /// <param name="Inputs">The inputs in merge order, as they were published.</param>
    public sealed record Planned(ImmutableArray<SplitRecord> Inputs) : PlanResult;

    /// <summary>Its token was published already, so there is nothing left to do (F-2); nothing was changed.</summary>
    /// <param name="Operation">The operation that did it.</param>
    /// <param name="Outputs">Its outputs.</param>
    public sealed record AlreadyPublished(OperationId Operation, ImmutableArray<SplitId> Outputs) : PlanResult;

    /// <summary>Nothing was changed, because of these inputs, or because another operation is planned with the token.</summary>
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

/// <summary>What retention or an operator took out of the data. Immutable.</summary>
/// <param name="Splits">The splits.</param>
/// <param name="RowCount">Their rows.</param>
public sealed record Removal(ImmutableArray<SplitId> Splits, long RowCount);
