using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Samples;

/// <summary>
/// Two-phase commit after Gray and Lamport, "Consensus on Transaction Commit": a transaction manager has resource managers prepare and then
/// commit, or abort. The example of the natural form.
/// </summary>
/// <param name="resourceManagerCount">At least 1.</param>
[DeriveCodec]
public sealed partial class TwoPhaseCommit(int resourceManagerCount) : Model<CommitState, CommitAction>
{
    private readonly ScalarSet _managers = new(CommitState.Managers, resourceManagerCount);

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"TwoPhaseCommit({resourceManagerCount})");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
    [
        nameof(CommitAction.ManagerCommits), nameof(CommitAction.ManagerAborts), nameof(CommitAction.ManagerHearsPrepared),
        nameof(CommitAction.Prepares), nameof(CommitAction.ChoosesToAbort), nameof(CommitAction.HearsCommit), nameof(CommitAction.HearsAbort),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Property<CommitState, CommitAction>> Properties =>
    [
        Always("consistent", s => !(s.Resources.Contains(ResourceState.Aborted) && s.Resources.Contains(ResourceState.Committed))),
        Sometimes("all commit", s => s.Resources.All(each => each == ResourceState.Committed)),
        Sometimes("all abort", s => s.Resources.All(each => each == ResourceState.Aborted)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<CommitState> InitialStates =>
    [
        new(
            [.. Enumerable.Repeat(ResourceState.Working, resourceManagerCount)],
            Decision.None,
            [.. Enumerable.Repeat(false, resourceManagerCount)],
            [.. Enumerable.Repeat(false, resourceManagerCount)]),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<ScalarSet> ScalarSets => [_managers];

    /// <inheritdoc/>
    public override IEnumerable<Step<CommitState, CommitAction>> Steps(CommitState state)
    {
        CommitState s = state;
        if (s.Decision == Decision.None)
        {
            if (!s.PreparedHeard.Contains(false))
            {
                yield return Step(new CommitAction.ManagerCommits(), s with { Decision = Decision.Commit });
            }

            yield return Step(new CommitAction.ManagerAborts(), s with { Decision = Decision.Abort });
        }

        for (int i = 0; i < s.Resources.Length; i++)
        {
            if (s.Decision == Decision.None && s.PreparedSent[i])
            {
                yield return Step(new CommitAction.ManagerHearsPrepared(i), s with { PreparedHeard = s.PreparedHeard.SetItem(i, true) });
            }

            if (s.Resources[i] == ResourceState.Working)
            {
                yield return Step(new CommitAction.Prepares(i), s.Resource(i, ResourceState.Prepared) with { PreparedSent = s.PreparedSent.SetItem(i, true) });
                yield return Step(new CommitAction.ChoosesToAbort(i), s.Resource(i, ResourceState.Aborted));
            }

            if (s.Decision == Decision.Commit)
            {
                yield return Step(new CommitAction.HearsCommit(i), s.Resource(i, ResourceState.Committed));
            }

            if (s.Decision == Decision.Abort)
            {
                yield return Step(new CommitAction.HearsAbort(i), s.Resource(i, ResourceState.Aborted));
            }
        }
    }
}
