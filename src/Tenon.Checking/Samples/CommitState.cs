using System.Collections.Immutable;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Samples;

/// <summary>What a resource manager has done.</summary>
public enum ResourceState
{
    /// <summary>Nothing yet.</summary>
    Working,

    /// <summary>It can commit, and will do as it is told.</summary>
    Prepared,

    /// <summary>It has committed.</summary>
    Committed,

    /// <summary>It has aborted.</summary>
    Aborted,
}

/// <summary>What the transaction manager has decided, and sent to all.</summary>
public enum Decision
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>To commit.</summary>
    Commit,

    /// <summary>To abort.</summary>
    Abort,
}

/// <summary>A state of <see cref="TwoPhaseCommit"/>. Arrays are indexed by resource manager.</summary>
/// <param name="Resources">What each resource manager has done.</param>
/// <param name="Decision">What the transaction manager has decided.</param>
/// <param name="PreparedSent">Which ones have sent "prepared".</param>
/// <param name="PreparedHeard">Of which ones the transaction manager has heard it.</param>
public sealed record CommitState(
    [IndexedBy(CommitState.Managers)] ImmutableArray<ResourceState> Resources,
    Decision Decision,
    [IndexedBy(CommitState.Managers)] ImmutableArray<bool> PreparedSent,
    [IndexedBy(CommitState.Managers)] ImmutableArray<bool> PreparedHeard)
{
    internal const string Managers = "resource managers";

    internal CommitState Resource(int index, ResourceState state) => this with { Resources = Resources.SetItem(index, state) };
}

/// <summary>An action of <see cref="TwoPhaseCommit"/>.</summary>
public abstract record CommitAction
{
    private CommitAction()
    {
    }

    /// <summary>The transaction manager, having heard from all, tells all to commit.</summary>
    public sealed record ManagerCommits : CommitAction;

    /// <summary>The transaction manager tells all to abort.</summary>
    public sealed record ManagerAborts : CommitAction;

    /// <summary>The transaction manager hears that a resource manager is prepared.</summary>
    /// <param name="Resource">Which.</param>
    public sealed record ManagerHearsPrepared(int Resource) : CommitAction;

    /// <summary>A resource manager prepares and says so.</summary>
    /// <param name="Resource">Which.</param>
    public sealed record Prepares(int Resource) : CommitAction;

    /// <summary>A resource manager aborts on its own.</summary>
    /// <param name="Resource">Which.</param>
    public sealed record ChoosesToAbort(int Resource) : CommitAction;

    /// <summary>A resource manager is told to commit.</summary>
    /// <param name="Resource">Which.</param>
    public sealed record HearsCommit(int Resource) : CommitAction;

    /// <summary>A resource manager is told to abort.</summary>
    /// <param name="Resource">Which.</param>
    public sealed record HearsAbort(int Resource) : CommitAction;
}
