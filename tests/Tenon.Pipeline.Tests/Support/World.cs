using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Simulation.Interception;
using Tenon.Splits;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A folder of inputs, a target, a clock, and processes that come and go.</summary>
internal sealed class World : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _processes;

    public World(bool inPlace) => InPlace = inPlace;

    public bool InPlace { get; }

    public ManualClock Clock { get; } = new();

    public string Inputs => _folder["data"];

    public string TargetPath => InPlace ? Inputs : _folder["merged"];

    public LocalFileStore Target => new(TargetPath);

    public LineMergeEngine Engine { get; init; } = new();

    /// <summary>Stands between the pipeline and the target's files.</summary>
    public Func<IObjectStore, IObjectStore> Through { get; init; } = store => store;

    public long TargetSizeBytes { get; init; } = 1000;

    /// <summary>All lines written by <see cref="AddInput"/>, each with its scope.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Adds an input file whose lines tell where they come from.</summary>
    public string AddInput(string relative, int lines)
    {
        string scope = string.Join('/', relative.Split('/').SkipLast(1).Where(SplitScope.IsSegment));
        string[] made = [.. Enumerable.Range(0, lines).Select(i => $"{i:D4} {relative} [{scope}] {Lines.Count + i}")];
        LineMergeEngine.Write(Path.Join(Inputs, relative), made);
        Lines.AddRange(made);
        return Path.Join(Inputs, relative);
    }

    /// <summary>Forgets that lines of a file were ever there.</summary>
    public void Withdraw(string relative) => Lines.RemoveAll(line => line.Contains($" {relative} ", StringComparison.Ordinal));

    /// <summary>Starts a process that compacts. Its fault, if any, comes out as its exception.</summary>
    public async Task<CompactionReport> CompactAsync(FaultPlan? faults = null, IMergeEngine? engine = null, IReadOnlyList<string>? paths = null, CancellationToken cancellationToken = default)
    {
        faults ??= FaultPlan.None();
        await using TargetSession session = await OpenAsync(faults);
        var random = new Random(++_processes);
        var compactor = new Compactor(Target, engine ?? Engine, new SplitIdGenerator(Clock, random), Scratch, Clock);
        var options = new CompactionOptions { Paths = paths ?? [Inputs], Recursive = true, InPlace = InPlace, TargetSizeBytes = TargetSizeBytes };
        return await compactor.RunAsync(session, options, null, cancellationToken);
    }

    public async Task<CollectionReport> CollectAsync(TimeSpan grace, FaultPlan? faults = null)
    {
        await using TargetSession session = await OpenAsync(faults ?? FaultPlan.None());
        return await new GarbageCollector(session.Store, Scratch, Clock).RunAsync(session, grace, default);
    }

    public async Task<CollectionReport> PreviewCollectionAsync(TimeSpan grace)
    {
        await using IMetastore metastore = OpenMetastore();
        return await new GarbageCollector(Target, Scratch, Clock).PreviewAsync(metastore, grace, default);
    }

    public async Task<TargetStatus> StatusAsync()
    {
        await using IMetastore metastore = OpenMetastore();
        return await TargetStatus.ReadAsync(Target, metastore, default);
    }

    public IMetastore OpenMetastore() => SqliteMetastore.Open(Target.PathOf(TargetLayout.Metastore), Clock);

    public ValueTask<TargetSession> OpenAsync(FaultPlan faults) => TargetSession.OpenAsync(
        Target, new InterceptedStore(Through(Target), faults), path => new InterceptedMetastore(SqliteMetastore.Open(path, Clock), faults), default);

    /// <summary>The lines of files in the target, sorted; every file must be complete.</summary>
    public ImmutableArray<string> ReadLines(IEnumerable<string> relativePaths) =>
        [.. relativePaths.SelectMany(path => LineMergeEngine.Read(Path.Join(TargetPath, path))).Order(StringComparer.Ordinal)];

    /// <summary>What a reader that looks into the target sees: all files under final names.</summary>
    public IEnumerable<string> VisibleFiles() => Directory.Exists(TargetPath)
        ? Directory.EnumerateFiles(TargetPath, "*.parquet", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(TargetPath, path))
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
        : [];

    public ImmutableArray<string> SortedLines() => [.. Lines.Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    private ScratchSpace Scratch => new(Target.PathOf(TargetLayout.Temporary));
}
