using System.Collections.Immutable;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

internal sealed record Outcome(ImmutableArray<ResourceState> Resources);

internal sealed record Moves(int Resource, ResourceState To);

/// <summary>What two-phase commit is for: resource managers that all commit or all abort, without saying how.</summary>
internal sealed class TransactionCommit(int count, bool mayAbortPrepared = true) : Model<Outcome, Moves>
{
    public override IEnumerable<Outcome> InitialStates => [new([.. Enumerable.Repeat(ResourceState.Working, count)])];

    public override IEnumerable<Step<Outcome, Moves>> Steps(Outcome state)
    {
        for (int i = 0; i < count; i++)
        {
            if (state.Resources[i] == ResourceState.Working)
            {
                yield return To(state, i, ResourceState.Prepared);
            }

            if (state.Resources[i] == ResourceState.Prepared && state.Resources.All(each => each is ResourceState.Prepared or ResourceState.Committed))
            {
                yield return To(state, i, ResourceState.Committed);
            }

            bool mayAbort = state.Resources[i] == ResourceState.Working || (mayAbortPrepared && state.Resources[i] == ResourceState.Prepared);
            if (mayAbort && !state.Resources.Contains(ResourceState.Committed))
            {
                yield return To(state, i, ResourceState.Aborted);
            }
        }
    }

    private static Step<Outcome, Moves> To(Outcome state, int i, ResourceState to) => Step(new Moves(i, to), new Outcome(state.Resources.SetItem(i, to)));
}
