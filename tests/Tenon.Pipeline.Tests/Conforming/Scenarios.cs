using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Tests.Conforming;

/// <summary>Runs of the pipeline whose records are judged, each with the events that it must tell, kind by kind.</summary>
internal static class Scenarios
{
    public static Dictionary<string, (Func<PipelineWorld, Task> Run, string Told)> All { get; } = new(StringComparer.Ordinal)
    {
        ["the normal path"] = (
            NormalPathAsync,
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 3, MergePlanned 3, MergePublished 3, MergeStaged 3, MergeUploaded 3, PlannerDisconnected 1"),
        ["a crash in mid-cascade"] = (
            world => CrashesAsync(world, "publish", 3),
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 2, IndexAttached 2, LeaseTaken 2, MergeClaimed 4, MergePlanned 4, MergePublished 3, MergeStaged 4, MergeUploaded 4, PlannerDisconnected 1"),
        ["back-to-back crashes"] = (
            world => CrashesAsync(world, "plan", 1, 1, 2),
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 4, IndexAttached 4, LeaseTaken 4, MergeClaimed 4, MergePlanned 9, MergePublished 3, MergeStaged 3, MergeUploaded 3, PlannerDisconnected 1"),
        ["a graceful stop with something to finalize"] = (
            world => StopAsync(world, null),
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 1, MergePlanned 1, MergePublished 1, MergeStaged 1, MergeUploaded 1, PlannerDisconnected 1"),
        ["a crash during finalize"] = (
            world => StopAsync(world, "plan"),
            "Drained 1, FinalMergesPlanned 2, GenerationBegan 2, IndexAttached 2, LeaseTaken 2, MergeClaimed 1, MergePlanned 2, MergePublished 1, MergeStaged 1, MergeUploaded 1, PlannerDisconnected 2"),
        ["a crash during drain"] = (
            world => StopAsync(world, "publish"),
            "Drained 1, FinalMergesPlanned 2, GenerationBegan 2, IndexAttached 2, LeaseTaken 2, MergeClaimed 2, MergePlanned 2, MergePublished 1, MergeStaged 2, MergeUploaded 2, PlannerDisconnected 2"),
        ["a lost publish answer"] = (
            world => PublishUnansweredAsync(world, Fault.ErrorAfter),
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 1, MergePlanned 1, MergePublished 1, MergeStaged 1, MergeUploaded 1, PlannerDisconnected 1"),
        ["a publish that only the next life sees"] = (
            world => PublishUnansweredAsync(world, Fault.DeathAfter),
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 2, IndexAttached 2, LeaseTaken 2, MergeClaimed 1, MergePlanned 1, MergeStaged 1, MergeUploaded 1, PlannerDisconnected 1"),
        ["several outputs"] = (
            SeveralOutputsAsync,
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 2, MergePlanned 2, MergePublished 2, MergeStaged 2, MergeUploaded 2, PlannerDisconnected 1"),
        ["an input that is damaged"] = (
            DamagedAsync,
            "Drained 2, FinalMergesPlanned 2, GenerationBegan 2, IndexAttached 2, LeaseTaken 2, MergeClaimed 4, MergeEnded 2, MergePlanned 4, MergePublished 2, MergeStaged 2, MergeUploaded 2, PlannerDisconnected 2, SplitQuarantined 1"),
        ["splits that arrive"] = (
            ArrivalsAsync,
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 3, MergePlanned 3, MergePublished 3, MergeStaged 3, MergeUploaded 3, PlannerDisconnected 1, SplitsHeard 4"),
        ["several scopes at once"] = (
            SeveralScopesAsync,
            "Drained 1, FinalMergesPlanned 1, GenerationBegan 1, IndexAttached 1, LeaseTaken 1, MergeClaimed 18, MergePlanned 18, MergePublished 18, MergeStaged 18, MergeUploaded 18, PlannerDisconnected 1"),
    };

    /// <summary>Runs a scenario in a world of its own.</summary>
    public static PipelineWorld Run(string name)
    {
        var world = new PipelineWorld();
        world.Run(() => All[name].Run(world));
        return world;
    }

    /// <summary>How many events of each kind were told.</summary>
    public static string CountsOf(IEnumerable<StampedEvent> events) => string.Join(", ", events.GroupBy(stamped => EventJson.NameOf(stamped.Event))
        .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => FormattableString.Invariant($"{kind.Key} {kind.Count()}")));

    private static async Task NormalPathAsync(PipelineWorld world)
    {
        await IngestAsync(world, await world.CreateIndexAsync("lines"), 25, 25, 25, 25);
        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
    }

    /// <summary>Processes that die one after the other, each before an operation of a kind, the so-manieth. Then one that does not.</summary>
    private static async Task CrashesAsync(PipelineWorld world, string operation, params int[] at)
    {
        await IngestAsync(world, await world.CreateIndexAsync("lines"), 2, 3, 4, 5);
        foreach (int count in at)
        {
            Assert.Equal(StopOutcome.Aborted, await DieAsync(world, operation, count, (faults, death) => world.MergeAllAsync(faults, abort: death.Token)));
        }

        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
        Assert.Equal(2, Assert.Single(await world.PublishedAsync()).Metadata.Level);
    }

    private static async Task<StopOutcome> DieAsync(PipelineWorld world, string operation, int count, Func<FaultPlan, CancellationTokenSource, Task<StopOutcome>> run)
    {
        using var death = new CancellationTokenSource();
        FaultPlan faults = FaultPlan.None();
        faults.OnDeath = death.Cancel;
        int seen = 0;
        faults.Before = each => _ = each == operation && ++seen == count ? throw faults.Die() : 0;
        return await run(faults, death);
    }

    private static async Task StopAsync(PipelineWorld world, string? diesAt)
    {
        // Three of the four that a full merge takes: only a stop merges them.
        IndexUid index = await world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 4, MaxMergeFactor = 4, MaxMergeOps = 1 });
        await IngestAsync(world, index, 2, 3, 4);
        RunSettings settings = world.Settings with { MergeRestAtStop = true };
        if (diesAt is not null)
        {
            await DieAsync(world, diesAt, 1, (faults, death) => StopWhenAttachedAsync(world, world.Start(faults, settings: settings), death.Token));
        }

        Assert.Equal(StopOutcome.Drained, await StopWhenAttachedAsync(world, world.Start(settings: settings), default));
        Assert.Single(await world.PublishedAsync());
    }

    private static async Task<StopOutcome> StopWhenAttachedAsync(PipelineWorld world, PipelineSupervisor supervisor, CancellationToken abort)
    {
        using var stop = new CancellationTokenSource();
        int before = world.Told<PipelineEvent.IndexAttached>().Count();
        Task<StopOutcome> running = supervisor.RunAsync(stop.Token, abort);
        while (world.Told<PipelineEvent.IndexAttached>().Count() == before)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
        }

        await stop.CancelAsync();
        return await running;
    }

    /// <summary>A publish that is done, and whose answer is lost: with its process, or not.</summary>
    private static async Task PublishUnansweredAsync(PipelineWorld world, Fault fault)
    {
        await IngestAsync(world, await world.CreateIndexAsync("lines"), 5, 5);
        using var death = new CancellationTokenSource();
        StopOutcome outcome = await world.MergeAllAsync(new FaultPlan(0, fault) { StruckName = "publish", OnDeath = death.Cancel }, abort: death.Token);
        if (fault == Fault.DeathAfter)
        {
            Assert.Equal(StopOutcome.Aborted, outcome);
            outcome = await world.MergeAllAsync();
        }

        Assert.Equal(StopOutcome.Drained, outcome);
        Assert.Single(await world.PublishedAsync());
    }

    private static async Task SeveralOutputsAsync(PipelineWorld world)
    {
        await IngestAsync(world, await world.CreateIndexAsync("lines"), 25, 25);
        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync(engine: new LineMergeEngine(linesPerOutput: 20)));
        Assert.Equal(3, (await world.PublishedAsync()).Count);
    }

    private static async Task DamagedAsync(PipelineWorld world)
    {
        IndexUid index = await world.CreateIndexAsync("lines", new MergePolicySettings { MergeFactor = 3, MaxMergeFactor = 5, MaxMergeOps = 1 });
        await world.IngestAsync(index, 2);
        await world.IngestAsync(index, 3, isDamaged: true);
        await IngestAsync(world, index, 4, 5);
        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
        await IngestAsync(world, index, 6, 7, 8);
        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
    }

    private static async Task ArrivalsAsync(PipelineWorld world)
    {
        IndexUid index = await world.CreateIndexAsync("lines");
        using var stop = new CancellationTokenSource();
        PipelineSupervisor supervisor = world.Start();
        Task<StopOutcome> running = supervisor.RunAsync(stop.Token, default);
        while (!world.Told<PipelineEvent.IndexAttached>().Any())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
        }

        for (int i = 0; i < 4; i++)
        {
            supervisor.Arrive(index, [await world.IngestAsync(index, 3 + i)]);
        }

        while (world.Told<PipelineEvent.MergePublished>().Count() < 3)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
        }

        await stop.CancelAsync();
        Assert.Equal(StopOutcome.Drained, await running);
    }

    private static async Task SeveralScopesAsync(PipelineWorld world)
    {
        IndexUid index = await world.CreateIndexAsync("lines");
        for (int i = 0; i < 24; i++)
        {
            await world.IngestAsync(index, 1 + (i % 5), partition: (ulong)(i % 6));
        }

        Assert.Equal(StopOutcome.Drained, await world.MergeAllAsync());
        Assert.Equal(6, (await world.PublishedAsync()).Count);
    }

    private static async Task IngestAsync(PipelineWorld world, IndexUid index, params int[] lines)
    {
        foreach (int count in lines)
        {
            await world.IngestAsync(index, count);
        }
    }
}
