using System.Collections.Immutable;
using System.Globalization;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Running;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Simulation.Worlds;

/// <summary>A file for an inbox. Immutable.</summary>
/// <param name="Index">The id of its index.</param>
/// <param name="Name">Its name in the inbox.</param>
/// <param name="After">When it is put there, after the beginning.</param>
/// <param name="FirstRow">The number of its first row; no two rows of a run have the same.</param>
/// <param name="Times">The times of its rows, in seconds since 1970.</param>
/// <param name="Retention">How old a row must be before it may go; null if it never may.</param>
internal sealed record OfferedFile(string Index, string Name, TimeSpan After, int FirstRow, ImmutableArray<long> Times, TimeSpan? Retention = null)
{
    /// <summary>Whether a row is so old that it may be gone.</summary>
    public bool MayBeGone(int row, DateTimeOffset now) => Retention is TimeSpan period && DateTimeOffset.FromUnixTimeSeconds(Times[row - FirstRow]) + period <= now;

    /// <summary>The numbers of its rows.</summary>
    public IEnumerable<int> Rows => Enumerable.Range(FirstRow, Times.Length);

    /// <summary>It as NDJSON: the value of each point is the number of its row.</summary>
    public string Text => string.Concat(Times.Select((time, i) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"metric_name":"cpu.{{(FirstRow + i) % 3}}","metric_type":0,"timestamp_secs":{{time}},"value":{{FirstRow + i}}.0,"host":"host-{{(FirstRow + i) % 4}}"}{{"\n"}}""")));
}

/// <summary>What is to be done in a run: indexes, files, settings, all drawn. Immutable.</summary>
/// <param name="Indexes">The indexes.</param>
/// <param name="Files">The files, in the order in which they come.</param>
internal sealed record Workload(ImmutableArray<IndexConfig> Indexes, ImmutableArray<OfferedFile> Files)
{
    private const int MostFiles = 10;

    private const int MostRows = 12;

    /// <summary>Files come within this time.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(20);

    /// <summary>Rows of the last window are a quarter of an hour old when the run begins: they go while others are merged.</summary>
    private static readonly TimeSpan LeastRetention = TimeSpan.FromMinutes(25);

    /// <summary>Draws a workload.</summary>
    /// <param name="random">Where it is drawn from.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="most">How many of the files there are, the first ones; null for all.</param>
    public static Workload Draw(Random random, DateTimeOffset now, int? most)
    {
        ImmutableArray<IndexConfig> indexes = [.. Enumerable.Range(1, 1 + random.Next(2)).Select(number => DrawIndex(random, FormattableString.Invariant($"metrics-{number}")))];
        int count = 4 + random.Next(MostFiles - 3);
        var files = ImmutableArray.CreateBuilder<OfferedFile>(count);
        int rows = 0;
        foreach (TimeSpan after in Enumerable.Range(0, count).Select(_ => Span * random.NextDouble()).Order().ToArray())
        {
            IndexConfig index = indexes[random.Next(indexes.Length)];
            long windows = random.Next(2) * index.WindowDurationSeconds;
            ImmutableArray<long> times = [.. Enumerable.Range(0, 1 + random.Next(MostRows)).Select(_ => now.ToUnixTimeSeconds() - windows - random.Next(60))];
            files.Add(new OfferedFile(index.IndexId, FormattableString.Invariant($"{files.Count:D2}.ndjson"), after, rows, times, index.RetentionPeriod));
            rows += times.Length;
        }

        return new Workload(indexes, [.. files.Take(most ?? count)]);
    }

    /// <summary>The settings of every daemon of a run: small, and quick to notice.</summary>
    public static HomeSettings Settings { get; } = new()
    {
        Threads = 1,
        Pipeline = new RunSettings
        {
            MemoryBytes = 512L << 20,
            DiscoveryInterval = TimeSpan.FromSeconds(30),
            TickInterval = TimeSpan.FromSeconds(1),
            AuditInterval = TimeSpan.FromMinutes(10),
            AuditedSplits = 1,
            Core = new CoreSettings { MaxTries = 2, BackOff = TimeSpan.FromSeconds(5), MaxBackOff = TimeSpan.FromMinutes(2), ColdDelay = TimeSpan.FromMinutes(30) },
        },
        Ingest = new IngestLimits { InboxInterval = TimeSpan.FromSeconds(45) },
        Collection = new CollectionSettings
        {
            Interval = TimeSpan.FromMinutes(5),
            RetiredGrace = TimeSpan.FromMinutes(10),
            StagedGrace = TimeSpan.FromMinutes(20),
            OrphanGrace = TimeSpan.FromMinutes(30),
        },
    };

    private static IndexConfig DrawIndex(Random random, string id)
    {
        int factor = 2 + random.Next(2);
        return IndexConfig.Default(id, SplitKind.Metrics) with
        {
            MergePolicy = new MergePolicySettings
            {
                MergeFactor = factor,
                MaxMergeFactor = factor + random.Next(2),
                MaxMergeOps = 1 + random.Next(3),
                MaturationPeriod = random.Next(4) == 0 ? TimeSpan.FromMinutes(30) : TimeSpan.FromHours(48),
            },
            RetentionPeriod = random.Next(4) == 0 ? LeastRetention + TimeSpan.FromSeconds(random.Next((int)Span.TotalSeconds)) : null,
        };
    }
}
