using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Contract;

/// <summary>What the classes of the contract share: a store with one index of metrics, and the calls of an honest pipeline.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class MetastoreContract<TStore> : IAsyncLifetime
    where TStore : IStoreUnderTest, new()
{
    private readonly TStore _underTest = new();

    protected MetastoreContract()
    {
        Ids = new SplitIdGenerator(Clock, new Random(42));
        Index = IndexUid.Create("cpu", Ids.Next());
    }

    protected ContractClock Clock { get; } = new();

    protected SplitIdGenerator Ids { get; }

    protected IMetastore Store { get; private set; } = null!; // Opened before each test.

    protected Lease Lease { get; set; }

    protected IndexUid Index { get; }

    protected static TimeWindow Window { get; } = TimeWindow.Of(900, 900);

    public async ValueTask InitializeAsync()
    {
        Store = _underTest.Open(Clock);
        Lease = await Store.TakeLeaseAsync("merges", default);
        await Store.CreateIndexAsync(Index, SplitKind.Metrics, "{}", default);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _underTest.Remove();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the store once more, as another process would.</summary>
    protected IMetastore OpenAgain() => _underTest.Open(Clock);

    protected SplitMetadata NewSplit(SplitId? id = null, long rows = 10, int level = 0, TimeWindow? window = null, IndexUid? index = null) => new()
    {
        Id = id ?? Ids.Next(SplitKind.Metrics),
        Index = index ?? Index,
        RowCount = rows,
        SizeBytes = 100 + rows,
        CreatedAt = Clock.GetUtcNow(),
        Maturity = SplitMaturity.ImmatureFor(TimeSpan.FromHours(48)),
        Window = window ?? Window,
        TimeRange = new SplitTimeRange((window ?? Window).StartSeconds, (window ?? Window).StartSeconds + 60),
        SortFields = "metric_name|timestamp_secs/V2",
        Level = level,
        MetricNames = ImmutableSortedSet.Create(StringComparer.Ordinal, "cpu.user"),
    };

    protected static StagedOutput OutputOf(SplitMetadata split) => new(split, $"{split.Id}.parquet", (uint)split.RowCount + 0xffff0000);

    protected OperationPlan NewIngest(string? token = null, IndexUid? index = null)
    {
        var id = new OperationId(Ids.Next(SplitKind.Metrics), OperationKind.Ingest);
        return new OperationPlan { Id = id, Index = index ?? Index, Scope = null, Token = token ?? $"token {id}" };
    }

    /// <summary>Publishes splits by one ingest.</summary>
    protected async Task<ImmutableArray<SplitRecord>> IngestAsync(int count, Func<SplitId, SplitMetadata>? make = null, IndexUid? index = null)
    {
        OperationPlan plan = NewIngest(index: index);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
        ImmutableArray<StagedOutput> outputs = [.. Enumerable.Range(0, count).Select(i => OutputOf((make ?? (id => NewSplit(id, index: index)))(plan.Id.Output(i))))];
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, outputs), default));
        return [.. await Store.FindByIdsAsync([.. outputs.Select(output => output.Id)], default)];
    }

    protected OperationPlan NewMerge(params IEnumerable<SplitRecord> inputs)
    {
        ImmutableArray<SplitRecord> all = [.. inputs];
        var id = new OperationId(Ids.Next(SplitKind.Metrics));
        return new OperationPlan
        {
            Id = id,
            Index = all[0].Metadata.Index,
            Scope = all[0].Metadata.Scope,
            Token = $"token {id}",
            Settings = "settings",
            Inputs = [.. all.Select(split => new PlannedInput(split.Id) { Version = split.Version, RowCount = split.RowCount })],
        };
    }

    protected async Task<PlanResult> PlanAsync(OperationPlan plan) => Assert.Single(await Store.PlanAsync(Lease, [plan], default));

    /// <summary>A planned merge of some new splits.</summary>
    protected async Task<OperationPlan> PlanMergeAsync(int inputs)
    {
        OperationPlan plan = NewMerge(await IngestAsync(inputs));
        Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
        return plan;
    }

    /// <summary>Outputs that share the rows of the inputs, one level above them.</summary>
    protected ImmutableArray<StagedOutput> OutputsOf(OperationPlan plan, int count, int level = 1)
    {
        long rows = plan.Inputs.Sum(input => input.RowCount ?? 0);
        return
        [
            .. Enumerable.Range(0, count).Select(i => OutputOf(
                NewSplit(plan.Id.Output(i), i == 0 ? rows - count + 1 : 1, level, plan.Scope!.Window, plan.Index))),
        ];
    }

    protected static PublishRequest RequestOf(OperationPlan plan, ImmutableArray<StagedOutput> outputs) => new(
        plan.Id,
        plan.Token,
        [.. outputs.Select(output => new PublishedOutput(output.Id, output.SizeBytes, output.Crc32C, "published"))],
        [.. plan.Inputs.Select(input => new InputVersion(input.Id, input.Version))],
        "digest");

    protected async Task<PublishResult> StageAndPublishAsync(OperationPlan plan, int outputs, int level = 1)
    {
        ImmutableArray<StagedOutput> staged = OutputsOf(plan, outputs, level);
        await Store.StageAsync(Lease, plan.Id, staged, default);
        return await Store.PublishAsync(Lease, RequestOf(plan, staged), default);
    }

    protected Task<ImmutableArray<SplitRecord>> SplitsAsync(params ImmutableArray<SplitState> states) => SplitsAsync(new SplitQuery { States = states });

    protected async Task<ImmutableArray<SplitRecord>> SplitsAsync(SplitQuery query)
    {
        var splits = ImmutableArray.CreateBuilder<SplitRecord>();
        await foreach (SplitRecord split in Store.ListSplitsAsync(query, default))
        {
            splits.Add(split);
        }

        return splits.ToImmutable();
    }

    protected async Task<ImmutableArray<OperationRecord>> OperationsAsync(OperationQuery? query = null)
    {
        var operations = ImmutableArray.CreateBuilder<OperationRecord>();
        await foreach (OperationRecord operation in Store.ListOperationsAsync(query ?? new OperationQuery(), default))
        {
            operations.Add(operation);
        }

        return operations.ToImmutable();
    }

    protected static ImmutableArray<SplitId> IdsOf(IEnumerable<SplitRecord> splits) => [.. splits.Select(split => split.Id)];

    /// <summary>Everything the store tells of splits and operations, to be compared: records of collections are not equal by themselves.</summary>
    protected async Task<string> DumpAsync()
    {
        IEnumerable<string> splits = (await SplitsAsync()).Select(Text);
        IEnumerable<string> operations = (await OperationsAsync()).Select(operation => string.Create(
            CultureInfo.InvariantCulture,
            $"{operation.Id} {operation.State} {operation.Token} {operation.Lease.Name} {operation.Digest} {operation.Reason} {operation.Updated:O} {operation.Executing:O} {string.Join(',', IdsOf(operation.Inputs))} {string.Join(',', IdsOf(operation.Outputs))}"));
        return string.Join('\n', splits.Concat(operations));
    }

    protected static string Text(SplitRecord split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return $"{split} {Encoding.UTF8.GetString(SplitMetadataJson.Write(split.Metadata))}";
    }

    protected static async Task<MetastoreError> ErrorOfAsync(Func<ValueTask> change) =>
        (await Assert.ThrowsAsync<MetastoreException>(async () => await change())).Error;

    protected static Task<MetastoreError> ErrorOfAsync<T>(Func<ValueTask<T>> change) => ErrorOfAsync(async () =>
    {
        await change();
    });
}
