using System.Text;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;
using Tenon.Simulation.Interception;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A data home, a clock, and processes that come and go.</summary>
internal sealed class HomeWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _processes;

    public ManualClock Clock { get; } = new();

    public string HomePath => _folder["home"];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["TENON_MEMORY"] = "256MiB", ["TENON_THREADS"] = "2" };

    /// <summary>Stands between the pipeline and the files.</summary>
    public Func<IObjectStore, IObjectStore> Through { get; init; } = store => store;

    public DataHome Open(FaultPlan? faults = null) => DataHome.Open(
        HomePath, null, Environment, HomeAccess.Create, (path, _) => new InterceptedMetastore(SqliteMetastore.Open(path, Clock), faults ?? FaultPlan.None()));

    public SplitIdGenerator Ids() => new(Clock, new Random(++_processes));

    public async Task<IndexUid> CreateIndexAsync(IndexConfig config)
    {
        await using DataHome home = Open();
        var uid = IndexUid.Create(config.IndexId, Ids().Next(config.Kind));
        await home.Metastore.CreateIndexAsync(uid, config.Kind, Encoding.UTF8.GetString(IndexConfigJson.Write(config)), default);
        return uid;
    }

    public string AddFile(string name, string text)
    {
        string path = _folder[name];
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Points of a metric as NDJSON, one for each time.</summary>
    public string AddPoints(string name, params IEnumerable<long> times) => AddFile(name, string.Concat(times.Select(
        (time, i) => $$"""{"metric_name":"m{{i % 3}}","metric_type":0,"timestamp_secs":{{time}},"value":{{i}},"host":"h{{i % 2}}","file":"{{name}}"}""" + "\n")));

    /// <summary>Starts a process that ingests a file. Its fault, if any, comes out as its exception.</summary>
    public async Task<IngestReport> IngestAsync(string index, string path, string label = "", FaultPlan? faults = null, CancellationToken cancellationToken = default)
    {
        faults ??= FaultPlan.None();
        await using DataHome home = Open(faults);
        using WorkPlace place = await WorkPlace.TakeAsync(home, "ingest", cancellationToken);
        var service = new IngestService(home, Through(new InterceptedStore(home.Store, faults)), place.Lease, Ids(), Clock);
        return await service.IngestAsync(await home.RequireIndexAsync(index, cancellationToken), path, label, cancellationToken);
    }

    /// <summary>Starts a process that merges what is due in an index.</summary>
    public async Task MergeAsync(string index)
    {
        await using DataHome home = Open();
        using var daemon = HomeDaemon.Open(home, new DaemonWorld { Clock = Clock, Seed = ++_processes });
        Assert.Equal(StopOutcome.Drained, await daemon.MergeOnceAsync((await home.RequireIndexAsync(index, default)).Uid, default, default));
    }

    /// <summary>The rows of a split, in the order of its file.</summary>
    public List<Dictionary<string, object?>> RowsOf(SplitRecord split)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(Path.Join(HomePath, "store", split.Location), pool);
        using var reader = new RecordReader(file, pool);
        string[] names = [.. file.Schema.Root.Children.Select(child => child.Name)];
        var rows = new List<Dictionary<string, object?>>();
        while (reader.Read() is object?[] fields)
        {
            rows.Add(names.Zip(fields).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal));
        }

        return rows;
    }

    /// <summary>Starts a process that collects garbage.</summary>
    public async Task<HomeCollection> CollectAsync(FaultPlan? faults = null, CollectionSettings? settings = null)
    {
        faults ??= FaultPlan.None();
        await using DataHome home = Open(faults);
        using WorkPlace place = await WorkPlace.TakeAsync(home, "gc", default);
        return await new HomeCollector(home, Through(new InterceptedStore(home.Store, faults)), settings ?? home.Settings.Collection, Clock).RunAsync(place.Lease, default);
    }

    public async Task<HomeCollection> PreviewAsync(CollectionSettings? settings = null)
    {
        await using DataHome home = Open();
        return await new HomeCollector(home, home.Store, settings ?? home.Settings.Collection, Clock).PreviewAsync(default);
    }

    public async Task<List<SplitRecord>> SplitsAsync(params SplitState[] states)
    {
        await using DataHome home = Open();
        var splits = new List<SplitRecord>();
        await foreach (SplitRecord split in home.Metastore.ListSplitsAsync(new SplitQuery { States = [.. states] }, default))
        {
            splits.Add(split);
        }

        return splits;
    }

    public async Task<IndexTotals> BooksAsync(IndexUid index)
    {
        await using DataHome home = Open();
        return await home.Metastore.ReadTotalsAsync(index, default);
    }

    /// <summary>The rows of all published splits as text, sorted.</summary>
    public async Task<List<string>> RowsAsync()
    {
        var rows = new List<string>();
        foreach (SplitRecord split in await SplitsAsync(SplitState.Published))
        {
            using var pool = new BufferPool();
            using ParquetFile file = ParquetFile.Open(Path.Join(HomePath, "store", split.Location), pool);
            using var reader = new RecordReader(file, pool);
            string[] names = [.. file.Schema.Root.Children.Select(child => child.Name)];
            while (reader.Read() is object?[] fields)
            {
                rows.Add(string.Join(' ', names.Zip(fields).Where(field => field.First is "metric_name" or "timestamp_secs" or "value" or "file" or "id" or "name")
                    .OrderBy(field => field.First, StringComparer.Ordinal).Select(field => field.Second is byte[] text ? Encoding.UTF8.GetString(text) : FormattableString.Invariant($"{field.Second}"))));
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Every file of the store, and of scratch.</summary>
    public string[] Files(string folder) => Directory.Exists(Path.Join(HomePath, folder))
        ? [.. Directory.EnumerateFiles(Path.Join(HomePath, folder), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(HomePath, path)).Order(StringComparer.Ordinal)]
        : [];

    public void Dispose() => _folder.Dispose();
}
