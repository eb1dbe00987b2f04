using Tenon.Metastore;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Running;

/// <summary>What an audit takes for a loss, and what it does not.</summary>
public sealed class AuditorTests
{
    // Goal: MP-6 is violated by whatever takes an input from its merge, but for those that the publish finds: retention, an operator, the deletion of the index.
    [Theory]
    [InlineData(SplitState.Published, true, null, true)]
    [InlineData(SplitState.Published, false, null, false)]
    [InlineData(SplitState.Staged, true, null, false)]
    [InlineData(SplitState.Retired, false, null, false)]
    [InlineData(SplitState.Retired, true, RetirementCause.Merged, false)]
    [InlineData(SplitState.Retired, false, RetirementCause.Unpublished, false)]
    [InlineData(SplitState.Retired, false, RetirementCause.Expired, true)]
    [InlineData(SplitState.Retired, false, RetirementCause.Dropped, true)]
    [InlineData(SplitState.Retired, false, RetirementCause.IndexDeleted, true)]
    public void F06_An_input_is_held_by_its_merge_or_was_withdrawn(SplitState state, bool isClaimed, RetirementCause? cause, bool isHeld)
    {
        using var world = new PipelineWorld();
        world.Run(async () =>
        {
            SplitMetadata split = await world.IngestAsync(await world.CreateIndexAsync("lines"), 2);
            SplitRecord record = Assert.Single(await world.Metastore.FindByIdsAsync([split.Id], default));
            OperationId merge = new(new SplitIdGenerator(world.Clock, new Random(7)).Next(), OperationKind.Merge);
            Assert.Equal(isHeld, Auditor.IsHeld(record with { State = state, ClaimedBy = isClaimed ? merge : null, Cause = cause }, merge, retention: null));
        });
    }

    // Goal: an input of which nothing is known any more was collected after it was withdrawn, which takes a retention.
    [Fact]
    public void F06_An_input_that_is_forgotten_was_withdrawn_if_anything_can_be()
    {
        OperationId merge = new(new SplitIdGenerator(TimeProvider.System, new Random(7)).Next(), OperationKind.Merge);
        Assert.False(Auditor.IsHeld(null, merge, retention: null));
        Assert.True(Auditor.IsHeld(null, merge, TimeSpan.FromHours(1)));
    }
}
