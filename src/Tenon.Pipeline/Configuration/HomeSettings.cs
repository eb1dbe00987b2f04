using Tenon.Pipeline.Running;

namespace Tenon.Pipeline.Configuration;

/// <summary>The settings of a process that works on a data home. Immutable; the defaults suit a small machine. <see cref="SettingsReader"/> reads them.</summary>
public sealed record HomeSettings
{
    /// <summary>Threads of ingests, and of merges that do not share them; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory, scratch, and how merges are chosen, repeated, given up and stopped.</summary>
    public RunSettings Pipeline { get; init; } = new();

    /// <summary>What files may be, and how the inbox is watched.</summary>
    public IngestLimits Ingest { get; init; } = new();

    /// <summary>When garbage is removed.</summary>
    public CollectionSettings Collection { get; init; } = new();

    /// <summary>Where counts and violations go.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();
}

/// <summary>Limits of ingest. Immutable.</summary>
public sealed record IngestLimits
{
    /// <summary>How often the inbox folders are looked at by the daemon.</summary>
    public TimeSpan InboxInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Windows that the rows of one file may fall into.</summary>
    public int MaximumWindows { get; init; } = 10_000;

    /// <summary>Tags that one file of metrics or sketches may have.</summary>
    public int MaximumTags { get; init; } = 1000;

    /// <summary>Bytes of a metric's name, a tag's key or a tag's value.</summary>
    public int MaximumTextBytes { get; init; } = 64 << 10;

    /// <summary>Bytes of a line of NDJSON, or of a record of CSV.</summary>
    public int MaximumLineBytes { get; init; } = 16 << 20;
}

/// <summary>Grace periods of collection. Immutable.</summary>
public sealed record CollectionSettings
{
    /// <summary>How often the daemon collects.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a retired split's bytes stay, for readers that have it open (F-22): longer than the longest query.</summary>
    public TimeSpan RetiredGrace { get; init; } = TimeSpan.FromMinutes(32);

    /// <summary>How long an operation of a dead lease may be silent before it is given up (F-23).</summary>
    public TimeSpan StagedGrace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How old a file must be that no record knows, before it is taken for an orphan.</summary>
    public TimeSpan OrphanGrace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the metastore remembers what was published: as long as a file that is ingested again is known again.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Where counts and violations go. Immutable.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Where DogStatsD listens, as <c>udp://HOST:PORT</c> or <c>unix:///PATH</c>; empty sends nothing.</summary>
    public string DogStatsd { get; init; } = "";

    /// <summary>What names of metrics begin with.</summary>
    public string Prefix { get; init; } = "tenon";

    /// <summary>How often counts are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where Prometheus may scrape, as <c>HOST:PORT</c>; empty serves nothing.</summary>
    public string Prometheus { get; init; } = "";

    /// <summary>The folder of violation bundles and events, relative to the data home.</summary>
    public string Folder { get; init; } = "telemetry";
}
