using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Running;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Scheduling;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Metadata;
using Tenon.Splits.Policy;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A metastore, a store of files of lines, a clock that is told to pass, and pipelines that come and go.</summary>
internal sealed class PipelineWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SplitIdGenerator _ids;
    private readonly EventStream _ingester;
    private int _processes;

    public PipelineWorld()
    {
        _ids = new SplitIdGenerator(Clock, new Random(1));
        Metastore = SqliteMetastore.InMemory(Clock);
        Store = new LocalFileStore(_folder["store"]);
        _ingester = new EventStream("ingester", Clock, new Sink(Ingests));
    }

    public SimulatedClock Clock { get; } = new();

    public SqliteMetastore Metastore { get; }

    public LocalFileStore Store { get; }

    public LineMergeEngine Engine { get; init; } = new(linesPerOutput: 1_000_000);

    public RunSettings Settings { get; init; } = new()
    {
        AuditedSplits = 1,
        Core = new CoreSettings { BackOff = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromSeconds(30), ColdDelay = TimeSpan.FromHours(10), MaxTries = 2 },
    };

    /// <summary>Everything that any pipeline told.</summary>
    public List<StampedEvent> Events { get; } = [];

    public List<string> Log { get; } = [];

    /// <summary>All lines that were ingested.</summary>
    public List<string> Lines { get; } = [];

    public string ScratchPath => _folder["scratch"];

    /// <summary>What the processes that ingest tell.</summary>
    public List<StampedEvent> Ingests { get; } = [];

    /// <summary>Runs to the end; what was told then is judged against the model, if it is not too much for a test.</summary>
    public void Run(Func<Task> work, bool isJudged = true)
    {
        SerialScheduler.Run(Clock, TimeSpan.FromDays(2), work);
        if (isJudged)
        {
            RequireConformance();
        }
    }

    /// <summary>What all processes told is a behaviour of the model, with all its properties.</summary>
    public TraceReport RequireConformance(string context = "")
    {
        TraceReport report = TraceReplay.Check(Ingests.Concat(Events).Select(RecordedEvent.Of), new TraceOptions { IsClosed = true });
        Assert.True(report.Conforms, $"{context}: " + string.Join("\n\n", report.Divergences.Select(each => $"{each.Place} {each.Event}\n{each.Reason}\n{each.State}")));
        return report;
    }

    public async Task<IndexUid> CreateIndexAsync(string id, MergePolicySettings? policy = null)
    {
        IndexConfig config = IndexConfig.Default(id, SplitKind.Table) with { MergePolicy = policy ?? new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 2 } };
        var uid = IndexUid.Create(id, _ids.Next());
        await Metastore.CreateIndexAsync(uid, SplitKind.Table, Encoding.UTF8.GetString(IndexConfigJson.Write(config)), default);
        return uid;
    }

    /// <summary>Publishes a split of some lines.</summary>
    public async Task<SplitMetadata> IngestAsync(IndexUid index, int lines, string folder = "", ulong partition = 0, bool isDamaged = false)
    {
        Lease lease = await Metastore.FindLeaseAsync("ingest", default) is { } known ? known.Lease : await Metastore.TakeLeaseAsync("ingest", default);
        var operation = new OperationId(_ids.Next(), OperationKind.Ingest);
        string[] made = [.. Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Lines.Count + i:D6} {index.Id} {folder} {partition}"))];
        Lines.AddRange(made);
        IndexConfig config = IndexConfigJson.Read(Encoding.UTF8.GetBytes((await Metastore.FindIndexAsync(index.Id, default))!.Configuration)); // It was just created.
        ObjectKey key = Places.FinalOf(index, operation.FirstOutput);
        LineMergeEngine.Write(Store.PathOf(key), made);
        if (isDamaged)
        {
            File.WriteAllText(Store.PathOf(key), File.ReadAllText(Store.PathOf(key)).Replace("END", "???", StringComparison.Ordinal));
        }

        ObjectChecksum sum = await Store.ReadBackAsync(key, default);
        var split = new SplitMetadata
        {
            Id = operation.FirstOutput,
            Index = index,
            PartitionId = partition,
            Folder = SplitScope.Parse(folder),
            RowCount = lines,
            SizeBytes = sum.SizeBytes,
            CreatedAt = Clock.GetUtcNow(),
            Maturity = new MergePolicy(config.MergePolicy).MaturityOf(0, sum.SizeBytes),
            Digest = LineMergeEngine.Digest(made),
        };
        await Metastore.PlanAsync(lease, [new OperationPlan { Id = operation, Index = index, Scope = null, Token = operation.ToString() }], default);
        await Metastore.StageAsync(lease, operation, [new StagedOutput(split, key.Path, sum.Crc32C)], default);
        var read = new PublishedOutput(split.Id, sum.SizeBytes, sum.Crc32C, (await Store.FindAsync(key, default))!.Version); // It was just written.
        await Metastore.PublishAsync(lease, new PublishRequest(operation, operation.ToString(), [read], [], split.Digest), default);
        _ingester.Emit(new PipelineEvent.SplitsIngested(operation, [EventSplit.Of(split, null)], lines, split.Digest) { Index = index });
        return split;
    }

    /// <summary>A process that merges.</summary>
    public PipelineSupervisor Start(FaultPlan? faults = null, SupervisorOptions? options = null, RunSettings? settings = null, IMergeEngine? engine = null)
    {
        faults ??= FaultPlan.None();
        settings ??= Settings;
        int seed = 100 + _processes++;
        var services = new PipelineServices
        {
            Metastore = new InterceptedMetastore(Metastore, faults),
            Store = new InterceptedStore(Store, faults),
            Places = new Layout(),
            Engine = _ => engine ?? Engine,
            Finisher = new LineFinisher(),
            Scratch = new ScratchSpace(ScratchPath),
            ScratchBudget = new ScratchBudget(settings.ScratchBytes, _ => ValueTask.FromResult(FreeBytes())),
            Memory = settings.NewMemoryBudget(),
            Ids = new SplitIdGenerator(Clock, new Random(seed)),
            Clock = Clock,
            Random = new Random(seed),
            Events = new EventStream($"process-{seed}", Clock, new Sink(Events)),
            Log = Log.Add,
        };
        return new PipelineSupervisor(settings, services, options ?? new SupervisorOptions { IsAlone = true });
    }

    /// <summary>What the disk has free; tests fill it here.</summary>
    public Func<long?> FreeBytes { get; set; } = () => null;

    /// <summary>Runs a process until nothing is due.</summary>
    public Task<StopOutcome> MergeAllAsync(FaultPlan? faults = null, IMergeEngine? engine = null, CancellationToken stop = default, CancellationToken abort = default) =>
        Start(faults, new SupervisorOptions { IsAlone = true, StopsWhenIdle = true }, engine: engine).RunAsync(stop, abort);

    public async Task<List<SplitRecord>> PublishedAsync(IndexUid? index = null) => await ListAsync(new SplitQuery { Index = index, States = [SplitState.Published] });

    public async Task<List<SplitRecord>> ListAsync(SplitQuery query)
    {
        var splits = new List<SplitRecord>();
        await foreach (SplitRecord split in Metastore.ListSplitsAsync(query, default))
        {
            splits.Add(split);
        }

        return splits;
    }

    public async Task<List<OperationRecord>> PlannedAsync()
    {
        var operations = new List<OperationRecord>();
        await foreach (OperationRecord operation in Metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, default))
        {
            operations.Add(operation);
        }

        return operations;
    }

    /// <summary>Every line that was ingested is in exactly one published split, whose file is complete; the books balance.</summary>
    public async Task RequireExactRowsAsync(string context = "")
    {
        List<SplitRecord> published = await PublishedAsync();
        string[] lines = [.. published.SelectMany(split => LineMergeEngine.Read(Store.PathOf(ObjectKey.Parse(split.Location)))).Order(StringComparer.Ordinal)];
        Assert.True(Lines.Order(StringComparer.Ordinal).SequenceEqual(lines), $"{context}: {lines.Length} lines, {Lines.Count} were ingested (or others)");
        Assert.All(published, split => Assert.Equal(split.RowCount, LineMergeEngine.Read(Store.PathOf(ObjectKey.Parse(split.Location))).Length));
        foreach (IndexRecord index in await Metastore.ListIndexesAsync(default))
        {
            Assert.True((await Metastore.ReadTotalsAsync(index.Uid, default)).IsBalanced, context);
        }
    }

    public IEnumerable<T> Told<T>()
        where T : PipelineEvent => Events.Select(stamped => stamped.Event).OfType<T>();

    public void Dispose()
    {
        Metastore.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private static Layout Places { get; } = new();

    private sealed class Layout : ISplitPlaces
    {
        public ObjectKey TemporaryOf(SplitId split) => ObjectKey.Parse($"tmp/{split}.parquet");

        public ObjectKey FinalOf(IndexUid index, SplitId split) => ObjectKey.Parse($"{index.Id}/{split}.parquet");
    }

    private sealed class LineFinisher : ISplitFinisher
    {
        public SplitMetadata Finish(string path, UnfinishedSplit output)
        {
            var facts = new SplitFacts { RowCount = LineMergeEngine.Read(path).Length, SizeBytes = new FileInfo(path).Length, Digest = output.Digest };
            SplitMetadata split = SplitAggregation.OfMerge(output.Inputs, output.Id, facts, output.Now);
            return split with { Maturity = new MergePolicy(output.Config.MergePolicy).MaturityOf(split.Level, split.SizeBytes) };
        }
    }

    private sealed class Sink(List<StampedEvent> events) : IEventSink
    {
        public void Write(StampedEvent happened) => events.Add(happened);
    }
}
