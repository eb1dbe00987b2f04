using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Tests.Running;

public sealed class MergingTests : IDisposable
{
    private readonly PipelineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Four_splits_become_one_of_level_two_with_every_row() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        SplitMetadata[] ingested = [.. await IngestAsync(index, 3, 4, 5, 6)];
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync());

        SplitRecord split = Assert.Single(await _world.PublishedAsync());
        Assert.Equal((2, 18), (split.Metadata.Level, split.RowCount));
        Assert.Equal(SplitMaturity.Mature, split.Metadata.Maturity);
        await _world.RequireExactRowsAsync();
        Assert.All(await _world.Metastore.FindByIdsAsync([.. ingested.Select(each => each.Id)], default), each => Assert.Equal((SplitState.Retired, RetirementCause.Merged), (each.State, each.Cause)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.ScratchPath));
    });

    [Fact]
    public void Several_outputs_are_published_together_and_divide_the_rows() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", Policy(2, 2, 1));
        await IngestAsync(index, 25, 25);
        await _world.MergeAllAsync(engine: new LineMergeEngine(linesPerOutput: 20));

        Assert.Equal([20L, 20, 10], (await _world.PublishedAsync()).Select(split => split.RowCount));
        await _world.RequireExactRowsAsync();
        PipelineEvent.MergePublished told = _world.Told<PipelineEvent.MergePublished>().First();
        Assert.Equal(((long)50, (long)50, 3), (told.InputRows, told.OutputRows, told.Outputs.Length));
    });

    [Fact]
    public void Splits_of_different_scopes_are_never_merged_with_each_other() => _world.Run(async () =>
    {
        IndexUid[] indexes = [await _world.CreateIndexAsync("one"), await _world.CreateIndexAsync("two")];
        foreach (IndexUid index in indexes)
        {
            for (int i = 0; i < 8; i++)
            {
                await _world.IngestAsync(index, 2, folder: $"a={i % 2}", partition: (ulong)(i / 4));
            }
        }

        await _world.MergeAllAsync();
        List<SplitRecord> published = await _world.PublishedAsync();
        Assert.Equal(8, published.Count); // Two splits of each scope, merged once.
        Assert.Equal(8, published.Select(split => split.Metadata.Scope).Distinct().Count());
        Assert.All(published, split => Assert.Equal((1, 4), (split.Metadata.Level, split.RowCount)));
        await _world.RequireExactRowsAsync();
    });

    // Goal: no index starves beside one that always has the better merge (F-62).
    // Method: one place; an index of many tiny splits beside three of few large ones; each must have been served before the busy one was served eight times.
    [Fact]
    public void F62_Every_index_is_served_beside_a_busy_one() => _world.Run(async () =>
    {
        IndexUid busy = await _world.CreateIndexAsync("busy", Policy(2, 2, 4));
        for (int i = 0; i < 40; i++)
        {
            await _world.IngestAsync(busy, 1);
        }

        IndexUid[] others = [await _world.CreateIndexAsync("p"), await _world.CreateIndexAsync("q"), await _world.CreateIndexAsync("r")];
        foreach (IndexUid other in others)
        {
            await IngestAsync(other, 300, 300);
        }

        RunSettings settings = _world.Settings with { Core = _world.Settings.Core with { MergeConcurrency = 1 } };
        await _world.Start(settings: settings, options: new SupervisorOptions { IsAlone = true, StopsWhenIdle = true }).RunAsync(default, default);
        IndexUid?[] order = [.. _world.Told<PipelineEvent.MergePublished>().Select(told => told.Index)];
        Assert.All(others, other => Assert.InRange(Array.IndexOf(order, other), 0, order.Length - 1));
        int last = others.Max(other => Array.IndexOf(order, other));
        Assert.True(order.Take(last).Count(each => each == busy) <= 4 * (others.Length + 1), string.Join(' ', order.Select(each => each!.Value.Id)));
        await _world.RequireExactRowsAsync();
    });

    [Fact]
    public void What_arrives_while_an_index_is_being_attached_is_merged_without_a_comparison() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 3);
        RunSettings settings = _world.Settings with { Core = _world.Settings.Core with { ReconcileInterval = TimeSpan.FromDays(30) } };
        using var stop = new CancellationTokenSource();
        FaultPlan plan = FaultPlan.None();
        PipelineSupervisor supervisor = _world.Start(plan, settings: settings);
        SplitMetadata? arriving = null;
        plan.Before = operation =>
        {
            // After the list was read, and before the index is attached with it.
            if (operation == "list splits" && arriving is null)
            {
                arriving = Wait(_world.IngestAsync(index, 4));
                supervisor.Arrive(index, [arriving]);
            }
        };
        Task<StopOutcome> running = supervisor.RunAsync(stop.Token, default);
        await UntilAsync(() => _world.Told<PipelineEvent.MergePublished>().Any());
        await stop.CancelAsync();
        Assert.Equal(StopOutcome.Drained, await running);
        Assert.Equal(7, Assert.Single(await _world.PublishedAsync()).RowCount);
    });

    [Fact]
    public void What_nobody_told_of_is_found_by_comparing_with_the_metastore() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        using var stop = new CancellationTokenSource();
        Task<StopOutcome> running = _world.Start().RunAsync(stop.Token, default);
        await UntilAsync(() => _world.Told<PipelineEvent.IndexAttached>().Any());
        await IngestAsync(index, 3, 4);
        DateTimeOffset ingested = _world.Clock.GetUtcNow();
        await UntilAsync(() => _world.Told<PipelineEvent.MergePublished>().Any());
        Assert.InRange(_world.Clock.GetUtcNow() - ingested, TimeSpan.Zero, _world.Settings.Core.ReconcileInterval + TimeSpan.FromSeconds(2));
        await stop.CancelAsync();
        await running;
        await _world.RequireExactRowsAsync();
    });

    [Fact]
    public void Ingest_goes_on_while_merging_is_down_and_is_merged_when_it_is_up_again() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        using var stop = new CancellationTokenSource();
        FaultPlan plan = FaultPlan.None();
        bool isDown = true;
        plan.Before = operation => _ = isDown && operation == "take lease" ? throw new MetastoreException(MetastoreError.NotApplied, "down") : 0;
        PipelineSupervisor supervisor = _world.Start(plan);
        Task<StopOutcome> running = supervisor.RunAsync(stop.Token, default);
        for (int i = 0; i < 5000; i++) // More than any queue holds.
        {
            supervisor.Arrive(index, [await _world.IngestAsync(index, 1)]);
        }

        Assert.Empty(_world.Told<PipelineEvent.MergePublished>());
        isDown = false;
        await UntilAsync(() => _world.Told<PipelineEvent.MergePublished>().Count() >= 3750);
        await stop.CancelAsync();
        await running;
        Assert.Equal(1250, (await _world.PublishedAsync()).Count);
        await _world.RequireExactRowsAsync();
    }, isJudged: false); // Ten thousand splits; each step is judged with all of them.

    [Fact]
    public void An_index_that_is_deleted_is_left_and_the_others_go_on() => _world.Run(async () =>
    {
        IndexUid gone = await _world.CreateIndexAsync("gone");
        IndexUid stays = await _world.CreateIndexAsync("stays");
        using var stop = new CancellationTokenSource();
        PipelineSupervisor supervisor = _world.Start();
        Task<StopOutcome> running = supervisor.RunAsync(stop.Token, default);
        await UntilAsync(() => _world.Told<PipelineEvent.IndexAttached>().Count() == 2);
        await _world.Metastore.DeleteIndexAsync(gone, default);
        await UntilAsync(() => _world.Told<PipelineEvent.IndexDetached>().Any(told => told.Index == gone));
        supervisor.Arrive(stays, await IngestAsync(stays, 2, 2));
        await UntilAsync(() => _world.Told<PipelineEvent.MergePublished>().Any(told => told.Index == stays));
        await stop.CancelAsync();
        Assert.Equal(StopOutcome.Drained, await running);
    });

    // Goal: the list that an index begins with comes in pages, each once and each split of them (F-63). Method: two full pages and one split more.
    [Fact]
    public void F63_The_splits_of_an_index_are_read_in_pages_when_it_is_attached() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", Policy(1001, 1001, 1));
        await IngestAsync(index, [.. Enumerable.Repeat(1, 1001)]);
        FaultPlan plan = FaultPlan.None();
        int pages = 0;
        plan.Before = operation => pages += operation == "list candidates" && !_world.Told<PipelineEvent.IndexAttached>().Any() ? 1 : 0;
        Assert.Equal(
            StopOutcome.Drained,
            await _world.Start(plan, new SupervisorOptions { IsAlone = true, StopsWhenIdle = true }, _world.Settings with { ListingPageSize = 500 }).RunAsync(default, default));
        Assert.Equal(3, pages);
        Assert.Equal(1001, Assert.Single(_world.Told<PipelineEvent.IndexAttached>()).Seeded.Length);
        Assert.Equal(1001, Assert.Single(await _world.PublishedAsync()).RowCount);
    });

    /// <summary>What a metastore in memory does is done when it returns.</summary>
    private static T Wait<T>(Task<T> done) => done.GetAwaiter().GetResult();

    private static MergePolicySettings Policy(int factor, int most, int levels) => new() { MergeFactor = factor, MaxMergeFactor = most, MaxMergeOps = levels };

    private async Task<List<SplitMetadata>> IngestAsync(IndexUid index, params int[] lines)
    {
        var splits = new List<SplitMetadata>();
        foreach (int count in lines)
        {
            splits.Add(await _world.IngestAsync(index, count));
        }

        return splits;
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _world.Clock);
        }
    }
}
