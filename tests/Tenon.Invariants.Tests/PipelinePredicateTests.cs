using Tenon.Invariants.State;
using static Tenon.Invariants.Tests.StateBuilder;

namespace Tenon.Invariants.Tests;

/// <summary>Each predicate, where it holds and where it fails. 99 is always a split of which nothing is known.</summary>
public sealed class PipelinePredicateTests
{
    [Fact]
    public void MP4_published_rows_are_the_ingested_ones()
    {
        Assert.True(Empty.Holds().PublishedRowsConserved());
        Assert.True(Empty.Known(1, rows: 5).Published(1).Ingested(5).Holds().PublishedRowsConserved());
        Assert.False(Empty.Known(1, rows: 5).Ingested(5).Holds().PublishedRowsConserved());

        PipelineState replaced = Empty.Known(1, rows: 2).Known(2, rows: 3).Known(3, rows: 5, level: 1).Ingested(5);
        Assert.True(replaced.Published(3).Holds().PublishedRowsConserved());
        Assert.False(replaced.Published(3, 1).Holds().PublishedRowsConserved());
        Assert.False(replaced.Known(3, rows: 4, level: 1).Published(3).Holds().PublishedRowsConserved());
        Assert.False(replaced.Known(3, rows: 6, level: 1).Published(3).Holds().PublishedRowsConserved());
        Assert.False(replaced.Published(3, 99).Holds().PublishedRowsConserved());
    }

    [Fact]
    public void MP4_holds_of_more_rows_than_a_number_can_count()
    {
        PipelineState state = Empty.Known(1, rows: long.MaxValue).Published(1).Ingested(long.MaxValue);
        Assert.True(state.Holds().PublishedRowsConserved());
    }

    [Fact]
    public void MP4_by_the_running_counts_agrees()
    {
        Assert.True(Empty.Known(1, rows: 5).Published(1).Ingested(5).Holds().RowTotalsAgree());
        Assert.False(Empty.Known(1, rows: 5).Published(1).Ingested(4).Holds().RowTotalsAgree());
    }

    [Fact]
    public void MP5_no_published_split_is_above_the_highest_level()
    {
        PipelineState state = Empty.Known(1, level: 2).Published(1);
        Assert.True(state.Judged(2).LevelBounded());
        Assert.False(state.Judged(1).LevelBounded());
        Assert.True(Empty.Known(1, level: 3).Holds().LevelBounded());
        Assert.True(Empty.Known(1, level: 3).Holds().LevelBounded(1));
        Assert.False(Empty.Published(99).Holds().LevelBounded());
        Assert.False(Empty.Published(99).Holds().LevelBounded(99));
        Assert.False(Empty.Known(1).Known(2, level: 3).Published(1, 2).Holds().LevelBounded());
    }

    [Fact]
    public void MP6_inputs_are_published()
    {
        PipelineState published = Empty.Published(1, 2);
        Assert.True(published.Merging(5, [1, 2]).Holds().InputsPublished());
        Assert.False(published.Merging(5, [1, 3]).Holds().InputsPublished());
        Assert.True(published.Merging(5, []).Holds().InputsPublished());
        Assert.True(Empty.Holds().InputsPublished());
        Assert.False(published.Published(3, 4).Merging(5, [1, 2]).Merging(6, [3, 4]).Merging(7, [8]).Holds().InputsPublished());
    }

    [Fact]
    public void MP7_no_split_is_merged_twice()
    {
        Assert.True(Empty.Holds().OneMergePerInput());
        Assert.True(Empty.Merging(5, [1, 2]).Holds().OneMergePerInput());
        Assert.True(Empty.Merging(5, [1, 2]).Merging(6, [3, 4]).Holds().OneMergePerInput());
        Assert.False(Empty.Merging(5, [1, 2]).Merging(6, [2, 3]).Holds().OneMergePerInput());
        Assert.False(Empty.Merging(5, [1, 2]).Merging(6, [1, 2]).Holds().OneMergePerInput());
        Assert.False(Empty.Merging(5, [1, 1]).Holds().OneMergePerInput());
    }

    [Fact]
    public void MP7_two_merges_of_one_id_can_be_written_down_and_fail()
    {
        Assert.False(Empty.Merging(5, [1, 2]).Merging(5, [3, 4]).Holds().OneMergePerInput());
        Assert.False(Empty.Merging(5, [1, 2]).Merging(5, [1, 2]).Holds().OneMergePerInput());
        PipelineState state = Empty.Merging(5, [1, 2]).Merging(6, [3, 4]).Merging(6, [7, 8]);
        Assert.True(state.Holds().OneMergePerInput(state.Merges[0]));
        Assert.False(state.Holds().OneMergePerInput(state.Merges[1]));
    }

    [Fact]
    public void MP8_inputs_are_invisible()
    {
        Assert.True(Empty.Holds().InputsInvisible());
        Assert.True(Empty.Merging(5, [1, 2]).Visible(0, 3).Visible(1, 4).Holds().InputsInvisible());
        Assert.False(Empty.Merging(5, [1, 2]).Visible(0, 2).Holds().InputsInvisible());
        Assert.False(Empty.Merging(5, [1, 2], window: 0).Visible(1, 1).Holds().InputsInvisible());
        Assert.False(Empty.Merging(5, [1, 2]).Merging(6, [3, 4]).Visible(0, 4).Holds().InputsInvisible());
        Assert.True(Empty.Merging(5, [1, 2]).Visible(0, 3).Holds().InputsInvisible(1));
        Assert.True(Empty.Merging(5, [1, 2]).Visible(0, 3).Holds().InputsInvisible(3));
        Assert.False(Empty.Merging(5, [1, 2]).Visible(0, 1).Holds().InputsInvisible(1));
    }

    [Fact]
    public void MP9_a_connected_planner_tracks_every_immature_split()
    {
        PipelineState untracked = Empty.Known(1).Published(1);
        Assert.False(untracked.Holds().ImmatureTracked());
        Assert.False(untracked.Holds().ImmatureTracked(1));
        Assert.True(untracked.Visible(0, 1).Holds().ImmatureTracked());
        Assert.True((untracked with { IsConnected = false }).Holds().ImmatureTracked());
        Assert.True((untracked with { IsAlive = false }).Holds().ImmatureTracked());
        Assert.True((untracked with { IsAlive = false }).Holds().ImmatureTracked(1));
        Assert.True(untracked.Merging(5, [1, 2]).Holds().ImmatureTracked());
        Assert.True(untracked.Known(1, level: 2).Holds().ImmatureTracked());
        Assert.False(Empty.Published(99).Holds().ImmatureTracked());
        Assert.False(Empty.Published(99).Visible(0, 99).Holds().ImmatureTracked());
        Assert.True((untracked with { Awaited = [1] }).Holds().ImmatureTracked());
        Assert.True((untracked with { Awaited = [1] }).Holds().IsUntracked(1));
    }

    [Fact]
    public void MP10_orphans_are_unpublished()
    {
        Assert.True(Empty.Published(1).Orphaned(99).Holds().OrphansUnpublished());
        Assert.False(Empty.Published(1).Orphaned(1).Holds().OrphansUnpublished());
        Assert.True(Empty.Published(1).Holds().OrphansUnpublished(1));
    }

    [Fact]
    public void MP10_an_orphan_is_no_output_in_flight()
    {
        // The field's predicate allows it, though no step leads there. It is refused here: the collector would take what is about to be published.
        PipelineState state = Empty.Merging(5, [1, 2], outputs: [6]).Orphaned(6);
        Assert.False(state.Holds().OrphansUnpublished());
        Assert.False(state.Holds().OrphansUnpublished(6));
        Assert.True(state.Orphaned(7).Holds().OrphansUnpublished());
    }

    [Fact]
    public void MP1_inputs_share_the_level_of_the_merge()
    {
        PipelineState state = Empty.Known(1).Known(2).Known(3, level: 1).Known(4, level: 1);
        Assert.True(state.Merging(5, [1, 2]).Holds().InputsShareLevel());
        Assert.True(state.Merging(5, [3, 4], level: 1).Holds().InputsShareLevel());
        Assert.False(state.Merging(5, [1, 3]).Holds().InputsShareLevel());
        Assert.False(state.Merging(5, [3, 4], level: 0).Holds().InputsShareLevel());
        Assert.False(state.Merging(5, [1, 99]).Holds().InputsShareLevel());
        Assert.False(state.Merging(5, [1, 2]).Merging(6, [3, 4], level: 0).Holds().InputsShareLevel());
    }

    [Fact]
    public void MP2_merges_have_two_inputs()
    {
        Assert.True(Empty.Merging(5, [1, 2]).Holds().AtLeastTwoInputs());
        Assert.False(Empty.Merging(5, [1, 2]).Merging(6, [3]).Holds().AtLeastTwoInputs());
    }

    [Fact]
    public void MP11_a_restart_seeds_every_immature_split_in_its_own_window()
    {
        PipelineState state = Empty.Known(1, window: 1).Published(1);
        Assert.True(state.Visible(1, 1).Holds().ImmatureSeeded());
        Assert.False(state.Holds().ImmatureSeeded());
        Assert.False(state.Visible(0, 1).Holds().ImmatureSeeded());
        Assert.False(state.Visible(0, 1).Holds().ImmatureSeeded(1));
        Assert.True(state.Known(1, level: 2, window: 1).Holds().ImmatureSeeded());
        Assert.False(state.Visible(1, 1).Published(99).Visible(0, 99).Holds().ImmatureSeeded());
        Assert.False(state.Merging(5, [1]).Holds().ImmatureSeeded());
    }

    [Fact]
    public void Untracked_splits_are_published_immature_and_neither_visible_nor_locked()
    {
        // 1 was published after the disconnect; 2 is locked, 3 visible, 4 mature, 5 unpublished.
        PipelineState state = Empty.Known(1, level: 1).Known(2).Known(3).Known(4, level: 2).Known(5)
            .Published(1, 2, 3, 4).Visible(0, 3).Merging(6, [2]) with { IsConnected = false };
        Assert.Equal([1], state.Holds().UntrackedSplits());
        Assert.Equal([1, 99], state.Published(99).Holds().UntrackedSplits());
    }

    [Fact]
    public void MC1_the_outputs_of_a_merge_have_the_rows_of_its_inputs()
    {
        PipelineState state = Empty.Known(1, rows: 2).Known(2, rows: 3).Known(6, rows: 5, level: 1).Known(7, rows: 4, level: 1).Known(8, rows: 1, level: 1).Known(9, rows: 0);
        Assert.True(state.Merging(5, [1, 2]).Holds().RowsConserved());
        Assert.True(state.Merging(5, [1, 2], outputs: [6]).Holds().RowsConserved());
        Assert.True(state.Merging(5, [1, 2], outputs: [7, 8]).Holds().RowsConserved());
        Assert.False(state.Merging(5, [1, 2], outputs: [7]).Holds().RowsConserved());
        Assert.False(state.Merging(5, [1, 2], outputs: [6, 8]).Holds().RowsConserved());
        Assert.False(state.Merging(5, [1, 2], outputs: []).Holds().RowsConserved());
        Assert.True(state.Merging(5, [9], outputs: []).Holds().RowsConserved());
        Assert.False(state.Merging(5, [1, 2, 99], outputs: [6]).Holds().RowsConserved());
        Assert.False(state.Merging(5, [1, 2], outputs: [6, 99]).Holds().RowsConserved());
    }

    [Fact]
    public void TN4_an_output_is_one_level_above_the_highest_input()
    {
        PipelineState state = Empty.Known(1).Known(2, level: 1).Known(3).Known(6, level: 1).Known(7, level: 2);
        Assert.True(state.Merging(5, [1, 3]).Holds().LevelRaised());
        Assert.True(state.Merging(5, [1, 3], outputs: [6]).Holds().LevelRaised());
        Assert.False(state.Merging(5, [1, 3], outputs: [7]).Holds().LevelRaised());
        Assert.False(state.Merging(5, [1, 2], outputs: [6]).Holds().LevelRaised());
        Assert.True(state.Merging(5, [1, 2], outputs: [7]).Holds().LevelRaised());
        Assert.False(state.Merging(5, [1, 3], outputs: [6, 7]).Holds().LevelRaised());
        Assert.False(state.Merging(5, [1, 3], outputs: [99]).Holds().LevelRaised());
        Assert.False(state.Merging(5, [1, 99], outputs: [6]).Holds().LevelRaised());
    }

    [Fact]
    public void TN5_rows_are_rewritten_once_per_level()
    {
        Assert.True((Empty.Ingested(3) with { RewrittenRowCount = 6 }).Holds().RewritesBounded());
        Assert.False((Empty.Ingested(3) with { RewrittenRowCount = 7 }).Holds().RewritesBounded());
        Assert.True((Empty.Ingested(long.MaxValue) with { RewrittenRowCount = long.MaxValue }).Holds().RewritesBounded());
    }

    [Fact]
    public void TN6_every_output_is_somewhere()
    {
        PipelineState state = Empty.Known(1, level: 1);
        Assert.False(state.Holds().OutputsAccountedFor());
        Assert.False(state.Holds().OutputsAccountedFor(1));
        Assert.True(state.Published(1).Holds().OutputsAccountedFor());
        Assert.True(state.Orphaned(1).Holds().OutputsAccountedFor());
        Assert.True(state.Gone(1).Holds().OutputsAccountedFor());
        Assert.True(state.Merging(5, [2, 3], outputs: [1]).Holds().OutputsAccountedFor());
        Assert.False(state.Merging(5, [1, 3], outputs: [4]).Holds().OutputsAccountedFor());
        Assert.True(Empty.Holds().OutputsAccountedFor(99));
    }

    [Fact]
    public void TN7_only_mergeable_splits_are_visible()
    {
        PipelineState state = Empty.Known(1, level: 1).Known(2, level: 2).Published(1, 2);
        Assert.True(state.Visible(0, 1).Holds().VisibleIsMergeable());
        Assert.False(state.Visible(0, 1, 2).Holds().VisibleIsMergeable());
        Assert.False(state.Known(3).Visible(1, 3).Holds().VisibleIsMergeable());
        Assert.False(state.Published(99).Visible(1, 99).Holds().VisibleIsMergeable());
    }

    [Fact]
    public void TN8_nothing_is_fed_back_after_a_disconnect()
    {
        MergeInFlight merge = Merge(5, [1, 2], outputs: [6]);
        PipelineState fed = Empty.Known(6, level: 1).Published(6).Visible(0, 6);
        Assert.True(fed.Holds().NoFeedbackAfterDisconnect(merge));
        Assert.False((fed with { IsConnected = false }).Holds().NoFeedbackAfterDisconnect(merge));
        Assert.False((fed with { IsAlive = false }).Holds().NoFeedbackAfterDisconnect(merge));
        Assert.True((Empty.Published(6) with { IsConnected = false }).Holds().NoFeedbackAfterDisconnect(merge));
    }

    [Fact]
    public void TN9_finalize_discards_nothing()
    {
        Assert.True(Empty.Visible(0, 1).Holds().FinalizeDiscardsNothing(1));
        Assert.True(Empty.Merging(5, [1, 2]).Holds().FinalizeDiscardsNothing(1));
        Assert.False(Empty.Merging(5, [2]).Holds().FinalizeDiscardsNothing(1));
    }

    [Fact]
    public void TN10_a_merge_stays_in_its_window()
    {
        PipelineState state = Empty.Known(1).Known(2).Known(3, window: 1).Known(6, level: 1).Known(7, level: 1, window: 1);
        Assert.True(state.Merging(5, [1, 2], outputs: [6]).Holds().OutputKeepsWindow());
        Assert.False(state.Merging(5, [1, 3], outputs: [6]).Holds().OutputKeepsWindow());
        Assert.False(state.Merging(5, [1, 2], outputs: [7]).Holds().OutputKeepsWindow());
        Assert.False(state.Merging(5, [1, 2], window: 1, outputs: [7]).Holds().OutputKeepsWindow());
        Assert.False(state.Merging(5, [1, 99]).Holds().OutputKeepsWindow());
    }

    [Fact]
    public void TN11_a_publish_replaces_exactly_once()
    {
        MergeInFlight merge = Merge(5, [1, 2], outputs: [6]);
        Assert.True(Empty.Published(1, 2).Holds().CanReplace(merge));
        Assert.False(Empty.Published(1).Holds().CanReplace(merge));
        Assert.False(Empty.Published(1, 2, 6).Holds().CanReplace(merge));
        Assert.False(Empty.Published(1, 2).Gone(6).Holds().CanReplace(merge));
        Assert.False(Empty.Published(1, 2).Holds().CanReplace(Merge(5, [1, 2])));

        Assert.True(Empty.Published(6, 7).Holds().HasReplaced(merge));
        Assert.False(Empty.Published(6, 1).Holds().HasReplaced(merge));
        Assert.False(Empty.Published(7).Holds().HasReplaced(merge));
        Assert.False(Empty.Published(6).Merging(5, [1, 2], outputs: [6]).Holds().HasReplaced(merge));

        Assert.True(Empty.Known(1).Published(2).Gone(1).Holds().ReplacedOnce());
        Assert.False(Empty.Known(1).Published(1).Gone(1).Holds().ReplacedOnce());
    }

    [Fact]
    public void TN12_outputs_in_flight_are_unpublished()
    {
        Assert.True(Empty.Published(1, 2).Merging(5, [1, 2], outputs: [6]).Holds().InFlightOutputUnpublished());
        Assert.False(Empty.Published(1, 2, 6).Merging(5, [1, 2], outputs: [6]).Holds().InFlightOutputUnpublished());
    }

    [Fact]
    public void TN14_a_complete_shutdown_has_no_merges()
    {
        Assert.True(Empty.Merging(5, [1]).Holds().ShutdownOnlyWhenDrained());
        Assert.True((Empty with { IsShutdownComplete = true }).Holds().ShutdownOnlyWhenDrained());
        Assert.False((Empty.Merging(5, [1]) with { IsShutdownComplete = true }).Holds().ShutdownOnlyWhenDrained());
    }
}
