using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Indexes;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>What surrounds a daemon. Immutable.</summary>
public sealed record DaemonWorld
{
    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where all randomness of the daemon comes from: equal seeds draw equal ids and delays.</summary>
    public required int Seed { get; init; }

    /// <summary>Who hears of what happens.</summary>
    public ImmutableArray<IEventSink> Sinks { get; init; } = [];

    /// <summary>Told what people should know: one line, without a line end. Called by any thread.</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>The one process that merges a data home: its pipeline, its inboxes, its collector. Disposed by whoever began it.</summary>
/// <remarks>The kernel keeps its lock, so whatever a former daemon left is dead and is cleared up at once: its operations are ended as indexes are attached, its
/// scratch is removed before anything begins (F-58). Other processes may ingest, list and collect beside it.</remarks>
public sealed class HomeDaemon : IDisposable
{
    private readonly DataHome _home;
    private readonly DaemonWorld _world;
    private readonly FolderLock _lock;
    private readonly PipelineServices _services;

    private HomeDaemon(DataHome home, DaemonWorld world, FolderLock taken)
    {
        (_home, _world, _lock) = (home, world, taken);
        var random = new Random(world.Seed);
        RunSettings settings = home.Settings.Pipeline;
        Ids = new SplitIdGenerator(world.Clock, new Random(random.Next()));
        Jitter = new Random(random.Next());
        Events = new EventStream(Ids.Next().ToString()["table_".Length..], world.Clock, world.Sinks);
        _services = new PipelineServices
        {
            Metastore = home.Metastore,
            Store = home.Store,
            Places = HomeLayout.Instance,
            Engine = config => new ParquetMergeEngine(home.MergeSettingsOf(config)),
            Finisher = new ParquetSplitFinisher(),
            Scratch = home.Scratch,
            ScratchBudget = new ScratchBudget(settings.ScratchBytes, home.Store.GetFreeBytesAsync),
            Memory = settings.NewMemoryBudget(),
            Ids = Ids,
            Clock = world.Clock,
            Random = new Random(random.Next()),
            Events = Events,
            Log = new QuietLog(world.Log, world.Clock).Write,
        };
    }

    /// <summary>Names operations.</summary>
    internal SplitIdGenerator Ids { get; }

    /// <summary>For the delays of the inboxes, which are its only user.</summary>
    internal Random Jitter { get; }

    /// <summary>What it tells.</summary>
    public EventStream Events { get; }

    /// <summary>The pipeline, once it runs.</summary>
    public PipelineSupervisor? Supervisor { get; private set; }

    /// <summary>Files of inboxes that were ingested.</summary>
    public long IngestedFiles { get; internal set; }

    /// <summary>Their rows.</summary>
    public long IngestedRows { get; internal set; }

    /// <summary>Files of inboxes that were refused.</summary>
    public long RefusedFiles { get; internal set; }

    /// <summary>Takes a data home over.</summary>
    /// <param name="home">The data home, open for changes.</param>
    /// <param name="world">What surrounds it.</param>
    /// <returns>The daemon.</returns>
    /// <exception cref="TargetLockedException">Another process merges it.</exception>
    /// <exception cref="StorageException">The lock cannot be made, or scratch not removed.</exception>
    public static HomeDaemon Open(DataHome home, DaemonWorld world)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(world);
        string path = Path.Join(home.LockFolder, "run.lock");
        FolderLock taken = FolderLock.TryTake(path, out int? holder) ?? throw new TargetLockedException(home.Folder, holder);
        try
        {
            foreach (OperationId left in home.Scratch.List().Where(operation => operation.Kind == OperationKind.Merge))
            {
                home.Scratch.Remove(left);
            }

            return new HomeDaemon(home, world, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Merges, ingests and collects until it is stopped.</summary>
    /// <param name="stop">Begins a graceful stop: no file is begun, the one that is being ingested is left for the next run, merges are finished.</param>
    /// <param name="abort">Ends everything at once.</param>
    /// <returns>How it ended.</returns>
    public async Task<StopOutcome> RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var supervisor = new PipelineSupervisor(_home.Settings.Pipeline, _services, new SupervisorOptions { IsAlone = true });
        Supervisor = supervisor;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
        Task[] beside =
        [
            Start(() => KeepAsync("ingest from the inboxes", () => new InboxKeeper(_home, _services, this, supervisor).RunAsync(working.Token), working.Token)),
            Start(() => KeepAsync("collection", () => new CollectionKeeper(_home, _services, supervisor).RunAsync(working.Token), working.Token)),
        ];
        StopOutcome outcome = await supervisor.RunAsync(stop, abort);
        working.Cancel(); // Here and now, on the ambient scheduler.
        await Task.WhenAll(beside);
        return outcome;
    }

    /// <summary>Merges what is due in one index, and stops.</summary>
    /// <param name="index">The index.</param>
    /// <param name="stop">Ends it early, gracefully.</param>
    /// <param name="abort">Ends it at once.</param>
    /// <returns>How it ended.</returns>
    public async Task<StopOutcome> MergeOnceAsync(IndexUid index, CancellationToken stop, CancellationToken abort)
    {
        Supervisor = new PipelineSupervisor(
            _home.Settings.Pipeline, _services, new SupervisorOptions { IsAlone = true, StopsWhenIdle = true, Merges = other => other == index });
        return await Supervisor.RunAsync(stop, abort);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Begins work again that failed by an error of this program, after the longest delay; it does not end the daemon.</summary>
    private async Task KeepAsync(string name, Func<Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work();
            }
#pragma warning disable CA1031 // Merging goes on without it.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                _services.Log($"{name} failed and begins anew: {e}");
                await Task.WhenAny(Task.Delay(_home.Settings.Pipeline.MaxRestartDelay, _world.Clock, stop));
            }
        }
    }

    private static Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
}
