using System.Collections.Immutable;

namespace Tenon.Pipeline.Core.Tests;

public sealed class ListingTests
{
    private static readonly TimeSpan Interval = new CoreSettings().ReconcileInterval;

    [Fact]
    public void An_index_is_listed_from_time_to_time_and_only_once_at_a_time()
    {
        var bench = new Bench();
        bench.Attach().Tick(Interval - TimeSpan.FromTicks(1));
        Assert.Empty(bench.Effects);
        bench.Tick(TimeSpan.FromTicks(1));
        Assert.Equal(Bench.Index, bench.Single<CoreEffect.List>().Index);
        bench.Tick(Interval);
        Assert.Empty(bench.Effects);
        Answer(bench);
        bench.Tick(Interval);
        bench.Single<CoreEffect.List>();
    }

    [Fact]
    public void A_split_that_nobody_told_of_is_found()
    {
        var bench = new Bench();
        bench.Attach().Tick(Interval);
        Answer(bench, bench.New(2));
        Assert.Equal(2, bench.Single<CoreEffect.Claim>().Inputs.Length);
    }

    [Fact]
    public void A_split_that_is_published_no_more_is_forgotten()
    {
        var bench = new Bench();
        ListedSplit stays = bench.New(Bench.Scope(1));
        bench.Attach(bench.New(), stays).Tick(Interval);
        Answer(bench, stays);
        Assert.Equal([stays.Split.Id], bench.Young());
    }

    [Fact]
    public void A_split_that_came_after_the_list_was_asked_for_is_kept_although_the_list_lacks_it()
    {
        var bench = new Bench();
        ListedSplit late = bench.New();
        bench.Attach().Tick(Interval).Arrive(late);
        Answer(bench);
        Assert.Equal([late.Split.Id], bench.Young());
    }

    [Fact]
    public void A_split_that_was_merged_after_the_list_was_made_does_not_come_back()
    {
        var bench = new Bench();
        ImmutableArray<ListedSplit> inputs = bench.New(2);
        CoreEffect.Claim claim = bench.Attach(inputs).Single<CoreEffect.Claim>();
        bench.Tick(Interval);
        Splits.Policy.MergeCandidate output = bench.Publish(claim);
        Answer(bench, inputs);
        Assert.Equal([output.Id], bench.Young());
    }

    [Fact]
    public void A_list_that_failed_changes_nothing_and_is_asked_for_again()
    {
        var bench = new Bench();
        bench.Attach(bench.New()).Tick(Interval);
        bench.Take(now => new CoreInput.Listed(now, Bench.Index, default));
        Assert.Single(bench.Young());
        bench.Tick(Interval);
        bench.Single<CoreEffect.List>();
    }

    [Fact]
    public void F17_Memory_is_bounded_by_what_there_is_to_merge()
    {
        var bench = new Bench();
        bench.Attach();
        for (int i = 0; i < 200; i++)
        {
            bench.Arrive(bench.New(2, Bench.Scope(i)));
            bench.Publish(bench.Single<CoreEffect.Claim>());
            bench.Take(now => new CoreInput.Withdrawn(now, Bench.Index, [.. bench.Young()]));
        }

        Assert.Empty(bench.Memory.Scopes);
        Assert.Empty(bench.Memory.Locked);
        Assert.Empty(bench.Memory.Troubles);
    }

    private static void Answer(Bench bench, params ImmutableArray<ListedSplit> splits) => bench.Take(now => new CoreInput.Listed(now, Bench.Index, splits));
}
