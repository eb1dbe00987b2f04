using System.Collections.Immutable;
using System.Globalization;
using Tenon.Merging;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Running;

namespace Tenon.Pipeline.Configuration;

/// <summary>Every setting there is; docs/configuration.md lists them.</summary>
public static class AllSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>The settings, by section.</summary>
    public static ImmutableArray<Setting> List { get; } =
    [
        Setting.Size(
            "memory", "Memory that the process may use.", MergeSettings.MinimumMemoryBytes, 1L << 46, (s, v) => s with { Pipeline = s.Pipeline with { MemoryBytes = v } },
            s => s.Pipeline.MemoryBytes),
        Pipeline(Size("scratch", "Scratch that merges may use together; reserved before a merge begins.", 1 << 20, 1L << 50), (p, v) => p with { ScratchBytes = v }, p => p.ScratchBytes),
        Setting.Number("threads", "Threads of merges and ingests; one per processor unless given.", 1, 1024, (s, v) => s with { Threads = v }, s => s.Threads),

        Core(Number("merge.concurrency", "Merges that run at once.", 1, 64), (c, v) => c with { MergeConcurrency = v }, c => c.MergeConcurrency),
        Core(Number("merge.max_tries", "Failed merges after which an input that is to blame is quarantined.", 1, 100), (c, v) => c with { MaxTries = v }, c => c.MaxTries),
        Pipeline(
            Number("merge.max_deaths", "Merges in which the process died after which their common input is quarantined.", 1, 1000),
            (p, v) => p with { MaxDeaths = v },
            p => p.MaxDeaths),
        Core(
            Number("merge.max_step_attempts", "Attempts at staging, uploading or publishing before a merge is planned anew.", 1, 1000),
            (c, v) => c with { MaxStepAttempts = v },
            c => c.MaxStepAttempts),
        Core(Duration("merge.back_off", "The delay after a first failure; doubles with each further one.", Millisecond), (c, v) => c with { BackOff = v }, c => c.BackOff),
        Core(Duration("merge.max_back_off", "The longest delay; at least merge.back_off.", Millisecond), (c, v) => c with { MaxBackOff = v }, c => c.MaxBackOff),
        Core(
            Duration("merge.cold_delay", "How long after a window has ended, and after its last split arrived, its rest is merged although it is few.", TimeSpan.Zero),
            (c, v) => c with { ColdDelay = v },
            c => c.ColdDelay),
        Core(
            Duration("merge.reconcile_interval", "How often what is remembered is compared with the metastore.", Millisecond),
            (c, v) => c with { ReconcileInterval = v },
            c => c.ReconcileInterval),
        Core(
            Number("merge.fairness_cadence", "Of so many merges begun, one is of the scope that has waited longest.", 1, 1000),
            (c, v) => c with { FairnessCadence = v },
            c => c.FairnessCadence),
        Pipeline(Number("merge.threads", "Threads of one merge.", 1, 1024), (p, v) => p with { ThreadsPerMerge = v }, p => p.ThreadsPerMerge),
        Pipeline(Duration("merge.restart_delay", "The delay before what failed as a whole is tried again; doubles with each failure in a row.", Millisecond), (p, v) => p with { RestartDelay = v }, p => p.RestartDelay),
        Pipeline(Duration("merge.max_restart_delay", "The longest such delay; at least merge.restart_delay.", Millisecond), (p, v) => p with { MaxRestartDelay = v }, p => p.MaxRestartDelay),
        Pipeline(Duration("merge.discovery_interval", "How often new indexes are looked for.", Millisecond), (p, v) => p with { DiscoveryInterval = v }, p => p.DiscoveryInterval),
        Pipeline(Duration("merge.audit_interval", "How often memory is compared with the metastore, and files with their records.", Millisecond), (p, v) => p with { AuditInterval = v }, p => p.AuditInterval),
        Pipeline(Number("merge.audited_splits", "Splits of each index that an audit counts anew.", 0, 10_000), (p, v) => p with { AuditedSplits = v }, p => p.AuditedSplits),
        Pipeline(Duration("lease.heartbeat_interval", "How often a process says that it lives.", Millisecond), (p, v) => p with { HeartbeatInterval = v }, p => p.HeartbeatInterval),
        Pipeline(
            Duration("lease.lifetime", "After how long without a heartbeat a process is taken for dead; more than two of lease.heartbeat_interval.", Millisecond),
            (p, v) => p with { LeaseLifetime = v },
            p => p.LeaseLifetime),

        Ingest(Duration("ingest.inbox_interval", "How often the daemon looks at the inbox folders.", Millisecond), (i, v) => i with { InboxInterval = v }, i => i.InboxInterval),
        Ingest(Number("ingest.max_windows", "Windows that the rows of one file may fall into.", 1, 1_000_000), (i, v) => i with { MaximumWindows = v }, i => i.MaximumWindows),
        Ingest(Number("ingest.max_tags", "Tags that one file of metrics or sketches may have.", 0, 100_000), (i, v) => i with { MaximumTags = v }, i => i.MaximumTags),
        Ingest(
            Size("ingest.max_text", "Bytes of a metric's name, a tag's key or a tag's value.", 1, 1 << 30), (i, v) => i with { MaximumTextBytes = (int)v }, i => i.MaximumTextBytes),
        Ingest(Size("ingest.max_line", "Bytes of a line of NDJSON or of a record of CSV.", 1, 1 << 30), (i, v) => i with { MaximumLineBytes = (int)v }, i => i.MaximumLineBytes),

        Collection(Duration("gc.interval", "How often the daemon collects garbage.", Second), (c, v) => c with { Interval = v }, c => c.Interval),
        Collection(
            Duration("gc.retired_grace", "How long a replaced split's file stays, for readers that have it open: longer than the longest query.", TimeSpan.Zero),
            (c, v) => c with { RetiredGrace = v },
            c => c.RetiredGrace),
        Collection(
            Duration("gc.staged_grace", "How long an operation of a dead lease may be silent before it is given up; at least lease.lifetime.", Second),
            (c, v) => c with { StagedGrace = v },
            c => c.StagedGrace),
        Collection(
            Duration("gc.orphan_grace", "How old a file must be that no record knows, before it is deleted.", TimeSpan.Zero), (c, v) => c with { OrphanGrace = v }, c => c.OrphanGrace),
        Collection(
            Duration("gc.history", "How long a file that was ingested is known again when it is ingested once more.", Second), (c, v) => c with { History = v }, c => c.History),

        Pipeline(Duration("shutdown.deadline", "How long a stop may take before what runs is given up.", Millisecond), (p, v) => p with { DrainTimeout = v }, p => p.DrainTimeout),
        Setting.Flag(
            "shutdown.merge_rest", "Whether a stop merges what is too little for a normal merge.",
            (s, v) => s with { Pipeline = s.Pipeline with { MergeRestAtStop = v } }, s => s.Pipeline.MergeRestAtStop),

        Setting.Text(
            "telemetry.dogstatsd", "Where DogStatsD listens; empty sends nothing.", "udp://HOST:PORT, unix:///PATH or nothing", IsDogStatsd,
            (s, v) => s with { Telemetry = s.Telemetry with { DogStatsd = v } }, s => s.Telemetry.DogStatsd),
        Setting.Text(
            "telemetry.prefix", "What names of metrics begin with.", "at most 200 characters without | # , @ and line ends",
            text => text.Length <= 200 && text.All(c => c is not ('|' or '#' or ',' or '@' or '\n' or '\r')),
            (s, v) => s with { Telemetry = s.Telemetry with { Prefix = v } }, s => s.Telemetry.Prefix),
        Setting.Duration(
            "telemetry.interval", "How often counts are sent.", Millisecond, (s, v) => s with { Telemetry = s.Telemetry with { Interval = v } }, s => s.Telemetry.Interval),
        Setting.Text(
            "telemetry.prometheus", "Where Prometheus may scrape the daemon; empty serves nothing.", "HOST:PORT or nothing", text => text.Length == 0 || IsHostAndPort(text),
            (s, v) => s with { Telemetry = s.Telemetry with { Prometheus = v } }, s => s.Telemetry.Prometheus),
        Setting.Text(
            "telemetry.folder", "The folder of violation bundles and events; relative to the data home, or a full path.", "a path",
            text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal),
            (s, v) => s with { Telemetry = s.Telemetry with { Folder = v } }, s => s.Telemetry.Folder),
    ];

    /// <summary>What is wrong with settings that are each as expected, but not together.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>Names of settings and what is wrong.</returns>
    public static IEnumerable<(string Name, string Found, string Expected)> Contradictions(HomeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RunSettings pipeline = settings.Pipeline;
        if (pipeline.Core.MaxBackOff < pipeline.Core.BackOff)
        {
            yield return ("merge.max_back_off", Text(pipeline.Core.MaxBackOff), $"at least merge.back_off, {Text(pipeline.Core.BackOff)},");
        }

        if (pipeline.MaxRestartDelay < pipeline.RestartDelay)
        {
            yield return ("merge.max_restart_delay", Text(pipeline.MaxRestartDelay), $"at least merge.restart_delay, {Text(pipeline.RestartDelay)},");
        }

        if (pipeline.LeaseLifetime <= 2 * pipeline.HeartbeatInterval)
        {
            yield return ("lease.lifetime", Text(pipeline.LeaseLifetime), $"more than two of lease.heartbeat_interval, {Text(pipeline.HeartbeatInterval)},");
        }

        if (settings.Collection.StagedGrace < pipeline.LeaseLifetime)
        {
            yield return ("gc.staged_grace", Text(settings.Collection.StagedGrace), $"at least lease.lifetime, {Text(pipeline.LeaseLifetime)},");
        }

        long least = RunSettings.RuntimeBytes + (pipeline.Core.MergeConcurrency * RunSettings.MinimumShareBytes);
        if (pipeline.MemoryBytes < least)
        {
            yield return ("memory", SizeText.Print(pipeline.MemoryBytes), $"at least {SizeText.Print(least)}, for merge.concurrency {pipeline.Core.MergeConcurrency},");
        }

        static string Text(TimeSpan duration) => Splits.Indexes.HumanDuration.Print(duration);
    }

    // Sections: what they are part of, so that each setting is one line above.
    private static (string Name, string Meaning, int Least, int Most) Number(string name, string meaning, int least, int most) => (name, meaning, least, most);

    private static (string Name, string Meaning, TimeSpan Least) Duration(string name, string meaning, TimeSpan least) => (name, meaning, least);

    private static (string Name, string Meaning, long Least, long Most) Size(string name, string meaning, long least, long most) => (name, meaning, least, most);

    private static Setting Pipeline((string Name, string Meaning, int Least, int Most) of, Func<RunSettings, int, RunSettings> set, Func<RunSettings, int> get) =>
        Setting.Number(of.Name, of.Meaning, of.Least, of.Most, (s, v) => s with { Pipeline = set(s.Pipeline, v) }, s => get(s.Pipeline));

    private static Setting Pipeline((string Name, string Meaning, long Least, long Most) of, Func<RunSettings, long, RunSettings> set, Func<RunSettings, long> get) =>
        Setting.Size(of.Name, of.Meaning, of.Least, of.Most, (s, v) => s with { Pipeline = set(s.Pipeline, v) }, s => get(s.Pipeline));

    private static Setting Pipeline(
        (string Name, string Meaning, TimeSpan Least) of, Func<RunSettings, TimeSpan, RunSettings> set, Func<RunSettings, TimeSpan> get) =>
        Setting.Duration(of.Name, of.Meaning, of.Least, (s, v) => s with { Pipeline = set(s.Pipeline, v) }, s => get(s.Pipeline));

    private static Setting Core((string Name, string Meaning, int Least, int Most) of, Func<CoreSettings, int, CoreSettings> set, Func<CoreSettings, int> get) =>
        Pipeline(of, (p, v) => p with { Core = set(p.Core, v) }, p => get(p.Core));

    private static Setting Core((string Name, string Meaning, TimeSpan Least) of, Func<CoreSettings, TimeSpan, CoreSettings> set, Func<CoreSettings, TimeSpan> get) =>
        Pipeline(of, (p, v) => p with { Core = set(p.Core, v) }, p => get(p.Core));

    private static Setting Ingest((string Name, string Meaning, int Least, int Most) of, Func<IngestLimits, int, IngestLimits> set, Func<IngestLimits, int> get) =>
        Setting.Number(of.Name, of.Meaning, of.Least, of.Most, (s, v) => s with { Ingest = set(s.Ingest, v) }, s => get(s.Ingest));

    private static Setting Ingest((string Name, string Meaning, long Least, long Most) of, Func<IngestLimits, long, IngestLimits> set, Func<IngestLimits, long> get) =>
        Setting.Size(of.Name, of.Meaning, of.Least, of.Most, (s, v) => s with { Ingest = set(s.Ingest, v) }, s => get(s.Ingest));

    private static Setting Ingest((string Name, string Meaning, TimeSpan Least) of, Func<IngestLimits, TimeSpan, IngestLimits> set, Func<IngestLimits, TimeSpan> get) =>
        Setting.Duration(of.Name, of.Meaning, of.Least, (s, v) => s with { Ingest = set(s.Ingest, v) }, s => get(s.Ingest));

    private static Setting Collection(
        (string Name, string Meaning, TimeSpan Least) of, Func<CollectionSettings, TimeSpan, CollectionSettings> set, Func<CollectionSettings, TimeSpan> get) =>
        Setting.Duration(of.Name, of.Meaning, of.Least, (s, v) => s with { Collection = set(s.Collection, v) }, s => get(s.Collection));

    private static bool IsDogStatsd(string text) =>
        text.Length == 0
        || (text.StartsWith("unix:///", StringComparison.Ordinal) && text.Length > "unix:///".Length)
        || (text.StartsWith("udp://", StringComparison.Ordinal) && IsHostAndPort(text["udp://".Length..]));

    private static bool IsHostAndPort(string text) =>
        text.LastIndexOf(':') is int colon and > 0
        && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535;
}
