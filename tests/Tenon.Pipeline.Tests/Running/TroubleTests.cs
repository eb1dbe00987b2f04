using Tenon.Invariants;
using Tenon.Invariants.Recording;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Tests.Running;

/// <summary>Bad inputs, full disks, rivals, and errors of the program itself.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly PipelineWorld _world = new();

    public void Dispose() => _world.Dispose();

    // Goal: an input that fails is set aside after bounded tries, counted across restarts, and its neighbours are merged without it.
    // Method: a damaged split among three; in each life the merge that has it fails and blames it. The second life does not know of the first failure, the metastore does.
    [Fact]
    public void F40_F41_A_damaged_input_is_quarantined_and_its_neighbours_are_merged() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 3, MaxMergeFactor = 5, MaxMergeOps = 1 });
        await _world.IngestAsync(index, 2);
        SplitMetadata poison = await _world.IngestAsync(index, 3, isDamaged: true);
        await IngestAsync(index, 4, 5);
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync());
        Assert.Equal((1, null), await TriesAsync(poison));

        await IngestAsync(index, 6, 7, 8);
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync());
        (int tries, DateTimeOffset? since) = await TriesAsync(poison);
        Assert.Equal((2, true), (tries, since is not null));
        Assert.Equal([11L, 21], (await _world.PublishedAsync()).Where(split => split.Metadata.Level == 1).Select(split => split.RowCount).Order());
        PipelineEvent.SplitQuarantined told = Assert.Single(_world.Told<PipelineEvent.SplitQuarantined>());
        Assert.Equal(poison.Id, told.Split);
        Assert.Contains("the end is missing", told.Reason, StringComparison.Ordinal);

        int merges = _world.Told<PipelineEvent.MergePlanned>().Count();
        await IngestAsync(index, 1, 1);
        await _world.MergeAllAsync(); // Another process leaves it alone as well: two are too few.
        Assert.Equal(merges, _world.Told<PipelineEvent.MergePlanned>().Count());
        Assert.Equal(_world.Lines.Count, (await _world.PublishedAsync()).Sum(split => split.RowCount));
    });

    // Goal: a merge that kills the process is not begun in each life for ever, and what ran beside it is merged (F-47).
    // Method: two merges at once; reading one split kills the process while the other merge is at work. What was in such a merge runs alone afterwards, so
    // the neighbour is in one death only, and the inputs of the first are set aside after as many as are allowed.
    [Fact]
    public void F47_A_merge_that_kills_the_process_is_given_up_and_its_neighbour_is_merged() => _world.Run(async () =>
    {
        const int deaths = 3;
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 1 });
        SplitMetadata[] poison = [await _world.IngestAsync(index, 1), await _world.IngestAsync(index, 1)];
        SplitMetadata[] neighbours = [await _world.IngestAsync(index, 50, partition: 1), await _world.IngestAsync(index, 50, partition: 1)];
        for (int life = 1; life <= deaths; life++)
        {
            Assert.All(await TriesOfAsync(poison), tries => Assert.Equal(Math.Max(0, life - 2), tries)); // A death is counted by the life after it.
            Assert.Equal(StopOutcome.Aborted, await LiveAsync());
            await _world.RequireExactRowsAsync($"life {life}");
        }

        Assert.Equal(StopOutcome.Drained, await LiveAsync());
        Assert.Equal(poison.Select(split => split.Id), _world.Told<PipelineEvent.SplitQuarantined>().Select(told => told.Split));
        Assert.All(await TriesOfAsync(poison), tries => Assert.Equal(deaths, tries));
        SplitRecord merged = Assert.Single(await _world.PublishedAsync(), split => split.Metadata.Level == 1);
        Assert.Equal(100, merged.RowCount);
        Assert.All(await TriesOfAsync(neighbours), tries => Assert.Equal(1, tries)); // Beside the first death, and alone from then on.
        await _world.RequireExactRowsAsync();

        async Task<StopOutcome> LiveAsync()
        {
            FaultPlan plan = FaultPlan.None();
            using var death = new CancellationTokenSource();
            plan.OnDeath = death.Cancel;
            var engine = new LineMergeEngine(1000)
            {
                Waits = token => Task.Delay(TimeSpan.FromSeconds(1), _world.Clock, token),
                BeforeReading = name => _ = name.Contains(poison[1].Id.ToString(), StringComparison.Ordinal) ? throw plan.Die() : 0,
            };
            return await _world.Start(plan, new SupervisorOptions { IsAlone = true, StopsWhenIdle = true }, _world.Settings with { MaxDeaths = deaths }, engine)
                .RunAsync(default, death.Token);
        }

        async Task<int[]> TriesOfAsync(SplitMetadata[] splits) =>
            [.. (await _world.Metastore.FindByIdsAsync([.. splits.Select(split => split.Id)], default)).Select(split => split.Trouble?.Tries ?? 0)];
    });

    // Goal: what this process gave up by itself is no death of it.
    [Fact]
    public void F47_F60_A_merge_that_is_given_up_does_not_count_as_one_that_killed_the_process() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        SplitMetadata split = await _world.IngestAsync(index, 2);
        await _world.IngestAsync(index, 2);
        for (int life = 0; life < 3; life++)
        {
            using var abort = new CancellationTokenSource();
            var engine = new LineMergeEngine(1000)
            {
                Waits = token =>
                {
                    abort.CancelAfter(TimeSpan.Zero);
                    return Task.Delay(Timeout.InfiniteTimeSpan, _world.Clock, token);
                },
            };
            Assert.Equal(StopOutcome.Aborted, await _world.MergeAllAsync(engine: engine, abort: abort.Token));
        }

        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync());
        Assert.Null(Assert.Single(await _world.Metastore.FindByIdsAsync([split.Id], default)).Trouble);
        Assert.Single(await _world.PublishedAsync());
    });

    // Goal: inputs that an error of the program itself keeps from being merged do not keep their neighbours from it.
    // Method: reading one split fails in a way that nobody expects. After as many tries as are allowed its merge is not begun again, also not by the next
    // process, and splits of the same scope that come later are merged.
    [Fact]
    public void F40_Inputs_that_the_engine_fails_on_are_set_aside_and_their_neighbours_are_merged() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 1 });
        SplitMetadata[] cursed = [await _world.IngestAsync(index, 2), await _world.IngestAsync(index, 3)];
        int failures = 0;
        var engine = new LineMergeEngine(1000)
        {
            BeforeReading = name => _ = name.Contains(cursed[1].Id.ToString(), StringComparison.Ordinal) && ++failures > 0 ? throw new InvalidOperationException("a bug") : 0,
        };
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(engine: engine));
        Assert.Equal(_world.Settings.Core.MaxTries, (await TriesAsync(cursed[1])).Tries);

        await IngestAsync(index, 4, 5);
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(engine: engine));
        Assert.Equal(_world.Settings.Core.MaxTries, failures);
        Assert.Equal(cursed.Select(split => split.Id).Order(), _world.Told<PipelineEvent.SplitQuarantined>().Select(told => told.Split).Order());
        Assert.Equal(9, Assert.Single(await _world.PublishedAsync(), split => split.Metadata.Level == 1).RowCount);
        Assert.Contains(_world.Log, line => line.Contains("failed by an error of this program", StringComparison.Ordinal));
        await _world.RequireExactRowsAsync();
    });

    [Fact]
    public void F38_A_missing_file_is_quarantined_by_name() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 3, MaxMergeOps = 1 });
        SplitMetadata missing = await _world.IngestAsync(index, 2);
        File.Delete(_world.Store.PathOf(Storage.ObjectKey.Parse($"lines/{missing.Id}.parquet")));
        for (int life = 1; life <= 2; life++)
        {
            await IngestAsync(index, 3, 4);
            Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync());
            Assert.Equal(life, (await TriesAsync(missing)).Tries);
        }

        Assert.Equal([7L, 7], (await _world.PublishedAsync()).Where(split => split.Metadata.Level == 1).Select(split => split.RowCount));
        Assert.EndsWith("is missing", Assert.Single(_world.Told<PipelineEvent.SplitQuarantined>()).Reason, StringComparison.Ordinal);
    });

    [Fact]
    public void F49_A_merge_that_loses_a_row_is_recorded_and_never_published() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 5);
        await _world.IngestAsync(index, 5);
        long violated = InvariantCounts.Violated(InvariantId.RowsConserved);
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(engine: new LineMergeEngine(1000) { Loses = line => line.StartsWith("000003", StringComparison.Ordinal) }));
        Assert.Equal(violated + _world.Settings.Core.MaxTries, InvariantCounts.Violated(InvariantId.RowsConserved));
        Assert.Empty(_world.Told<PipelineEvent.MergePublished>());
        await _world.RequireExactRowsAsync();
    });

    [Fact]
    public void F57_A_full_disk_delays_merges_and_they_go_on_by_themselves() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 5);
        await _world.IngestAsync(index, 5);
        bool isFull = true;
        _world.FreeBytes = () => isFull ? 1000 : null;
        using var stop = new CancellationTokenSource();
        Task<StopOutcome> running = _world.Start().RunAsync(stop.Token, default);
        await UntilAsync(() => _world.Told<PipelineEvent.MergeEnded>().Count() == 3);
        Assert.All(_world.Told<PipelineEvent.MergeEnded>(), told => Assert.Contains("the disk has only 1000", told.Reason, StringComparison.Ordinal));
        isFull = false;
        await UntilAsync(() => _world.Told<PipelineEvent.MergePublished>().Any());
        await stop.CancelAsync();
        await running;
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.ScratchPath)); // F-58.
        Assert.DoesNotContain(await _world.PublishedAsync(), split => split.Trouble is not null);
    });

    [Fact]
    public void F06_An_input_that_is_withdrawn_during_its_merge_supersedes_it_and_the_rest_is_merged() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 3, MaxMergeOps = 1 });
        SplitMetadata[] splits = [await _world.IngestAsync(index, 2), await _world.IngestAsync(index, 3), await _world.IngestAsync(index, 4)];
        bool isDone = false;
        FaultPlan plan = FaultPlan.None();
        plan.Before = operation =>
        {
            if (operation == "publish" && !isDone)
            {
                isDone = true;
                Wait(_world.Metastore.QuarantineAsync([splits[0].Id], "by hand", default).AsTask());
                Wait(_world.Metastore.DropAsync([splits[0].Id], "by hand", default).AsTask());
            }
        };
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(plan));
        Assert.Equal(EndReason.Superseded, Assert.Single(_world.Told<PipelineEvent.MergeEnded>()).Why);
        Assert.Equal(7, Assert.Single(await _world.PublishedAsync()).RowCount);
        Assert.True((await _world.Metastore.ReadTotalsAsync(index, default)).IsBalanced);
    });

    // Goal: what the metastore has set aside, whoever did it, is planned no more once a merge of it has failed, also when the questions after the failure go wrong.
    // Method: a merge of a damaged split fails; its neighbour is set aside by hand just before. Planned once more, its claim would be refused.
    [Theory]
    [InlineData("")]
    [InlineData("fail")]
    [InlineData("find by ids")]
    [InlineData("find publish")]
    public void F41_What_is_set_aside_during_its_merge_is_not_planned_again(string fails) => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 1 });
        SplitMetadata damaged = await _world.IngestAsync(index, 2, isDamaged: true);
        SplitMetadata neighbour = await _world.IngestAsync(index, 3);
        bool isAside = false;
        FaultPlan plan = FaultPlan.None();
        plan.Before = operation =>
        {
            if (operation == "fail" && !isAside)
            {
                isAside = true;
                Wait(_world.Metastore.QuarantineAsync([neighbour.Id], "by hand", default).AsTask());
            }

            if (operation == fails && isAside)
            {
                fails = "";
                throw new MetastoreException(MetastoreError.NotApplied, "the metastore is away");
            }
        };
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(plan));
        Assert.Equal("", fails);
        Assert.Empty(_world.Told<PipelineEvent.MergeRefused>());
        Assert.Single(_world.Told<PipelineEvent.MergePlanned>());
        Assert.Empty(_world.Told<PipelineEvent.SplitQuarantined>());
        Assert.Equal(neighbour.Id, Assert.Single(_world.Told<PipelineEvent.SplitSetAside>()).Split);
        SplitTrouble trouble = Assert.Single(await _world.Metastore.FindByIdsAsync([damaged.Id], default)).Trouble!;
        Assert.Equal((1, true), (trouble.Tries, trouble.LastFailure.Contains("the end is missing", StringComparison.Ordinal)));
    });

    // Goal: what an audit finds damaged is told of, and planned no more, until an operator releases it.
    // Method: a damaged split waits alone, so that only an audit looks at it; then comes one that it could be merged with.
    [Fact]
    public void F38_F41_What_an_audit_finds_damaged_is_told_of_and_not_planned_until_it_is_released() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 1 });
        SplitMetadata damaged = await _world.IngestAsync(index, 2, isDamaged: true);
        using var stop = new CancellationTokenSource();
        RunSettings settings = _world.Settings with { AuditInterval = TimeSpan.FromSeconds(20), Core = _world.Settings.Core with { ReconcileInterval = TimeSpan.FromSeconds(30) } };
        Task<StopOutcome> running = _world.Start(settings: settings).RunAsync(stop.Token, default);
        await UntilAsync(() => _world.Told<PipelineEvent.SplitSetAside>().Any());
        PipelineEvent.SplitSetAside told = Assert.Single(_world.Told<PipelineEvent.SplitSetAside>());
        Assert.Equal(damaged.Id, told.Split);
        Assert.Contains("the end is missing", told.Reason, StringComparison.Ordinal);

        await _world.IngestAsync(index, 3);
        await Task.Delay(TimeSpan.FromMinutes(1), _world.Clock);
        Assert.Empty(_world.Told<PipelineEvent.MergePlanned>());

        // Mended by the operator, but not as it was published: an audit passes it, a merge does not.
        string path = _world.Store.PathOf(Storage.ObjectKey.Parse($"lines/{damaged.Id}.parquet"));
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("???", "END", StringComparison.Ordinal));
        await _world.Metastore.ReleaseAsync([damaged.Id], default);
        await UntilAsync(() => _world.Told<PipelineEvent.MergeEnded>().Any());
        Assert.Equal([damaged.Id], _world.Told<PipelineEvent.MergeEnded>().First().Blamed);
        await stop.CancelAsync();
        await running;
    });

    // Goal: two processes that both believe to be alone take leases from each other, waste work, and lose nothing (F-13, F-14).
    [Fact]
    public void F13_F14_Two_processes_that_take_each_others_leases_lose_nothing() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 5 });
        for (int i = 0; i < 32; i++)
        {
            await _world.IngestAsync(index, 1 + (i % 3));
        }

        using var stop = new CancellationTokenSource();
        Task<StopOutcome>[] running = [_world.Start().RunAsync(stop.Token, default), _world.Start().RunAsync(stop.Token, default)];
        await UntilAsync(async () => (await _world.PublishedAsync()).Count == 1);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await _world.RequireExactRowsAsync();
        Assert.Equal(5, Assert.Single(await _world.PublishedAsync()).Metadata.Level);
    });

    [Fact]
    public void F13_A_process_that_is_not_alone_waits_until_the_other_is_silent() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        Task<StopOutcome> first = _world.Start(options: new SupervisorOptions()).RunAsync(default, stopFirst.Token);
        await UntilAsync(() => _world.Told<PipelineEvent.IndexAttached>().Any());
        Task<StopOutcome> second = _world.Start(options: new SupervisorOptions()).RunAsync(stopSecond.Token, default);
        await Task.Delay(4 * _world.Settings.LeaseLifetime, _world.Clock);
        Assert.Single(_world.Told<PipelineEvent.IndexAttached>());

        await stopFirst.CancelAsync();
        Assert.Equal(StopOutcome.Aborted, await first);
        DateTimeOffset silent = _world.Clock.GetUtcNow();
        await UntilAsync(() => _world.Told<PipelineEvent.IndexAttached>().Count() == 2);
        Assert.InRange(_world.Clock.GetUtcNow() - silent, _world.Settings.LeaseLifetime - TimeSpan.FromSeconds(20), _world.Settings.LeaseLifetime + TimeSpan.FromSeconds(20));
        await stopSecond.CancelAsync();
        await second;
    });

    [Fact]
    public void An_error_of_the_program_begins_a_new_generation_after_a_growing_delay() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 2);
        await _world.IngestAsync(index, 2);
        int failures = 0;
        FaultPlan plan = FaultPlan.None();
        plan.Before = operation => _ = operation == "stage" && ++failures <= 3 ? throw new InvalidOperationException("a bug") : 0;
        Assert.Equal(StopOutcome.Drained, await _world.MergeAllAsync(plan));

        Assert.Equal(4, failures);
        Assert.Equal(3, _world.Told<PipelineEvent.GenerationFailed>().Count());
        StampedEvent[] began = [.. _world.Events.Where(stamped => stamped.Event is PipelineEvent.GenerationBegan)];
        Assert.Equal([1L, 2, 3, 4], began.Select(stamped => stamped.Generation));
        TimeSpan[] delays = [.. began.Zip(began.Skip(1), (a, b) => b.Time - a.Time)];
        Assert.True(delays[2] > delays[0], string.Join(' ', delays));
        await _world.RequireExactRowsAsync();
        Assert.Single(await _world.PublishedAsync());
        Assert.Empty(await _world.PlannedAsync());
    });

    [Fact]
    public void F60_A_merge_that_does_not_end_is_given_up_at_the_deadline() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 2);
        await _world.IngestAsync(index, 2);
        using var stop = new CancellationTokenSource();
        bool isMerging = false;
        var engine = new LineMergeEngine(1000)
        {
            Waits = token =>
            {
                isMerging = true;
                return Task.Delay(Timeout.InfiniteTimeSpan, _world.Clock, token);
            },
        };
        Task<StopOutcome> running = _world.Start(engine: engine).RunAsync(stop.Token, default);
        await UntilAsync(() => isMerging);
        DateTimeOffset told = _world.Clock.GetUtcNow();
        await stop.CancelAsync();
        Assert.Equal(StopOutcome.TimedOut, await running);
        Assert.InRange(_world.Clock.GetUtcNow() - told, _world.Settings.DrainTimeout, _world.Settings.DrainTimeout + TimeSpan.FromSeconds(1));
        await _world.MergeAllAsync();
        await _world.RequireExactRowsAsync();
        Assert.Single(await _world.PublishedAsync());
    });

    [Fact]
    public void F37_A_slow_merge_keeps_its_operation_alive() => _world.Run(async () =>
    {
        IndexUid index = await _world.CreateIndexAsync("lines");
        await _world.IngestAsync(index, 2);
        await _world.IngestAsync(index, 2);
        var engine = new LineMergeEngine(1000) { Waits = token => Task.Delay(20 * _world.Settings.LeaseLifetime, _world.Clock, token) };
        Task<StopOutcome> running = _world.MergeAllAsync(engine: engine);
        Lease collector = await _world.Metastore.TakeLeaseAsync("collector", default);
        while (!running.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), _world.Clock);
            TimeSpan lifetime = _world.Settings.LeaseLifetime;
            Assert.Empty(await _world.Metastore.EndAbandonedAsync(collector, index, lifetime, lifetime, 10, default));
        }

        Assert.Equal(StopOutcome.Drained, await running);
        Assert.Single(_world.Told<PipelineEvent.MergePublished>());
    });

    /// <summary>What a metastore in memory does is done when it returns.</summary>
    private static void Wait(Task done) => done.GetAwaiter().GetResult();

    private async Task IngestAsync(IndexUid index, params int[] lines)
    {
        foreach (int count in lines)
        {
            await _world.IngestAsync(index, count);
        }
    }

    private async Task<(int Tries, DateTimeOffset? Since)> TriesAsync(SplitMetadata split)
    {
        SplitRecord record = Assert.Single(await _world.Metastore.FindByIdsAsync([split.Id], default));
        return (record.Trouble!.Tries, record.Trouble.QuarantinedSince); // It has failed.
    }

    private Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _world.Clock);
        }
    }
}
