using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Verification.Traces;

/// <summary>The program's own daemon over a data home of its own, for a moment: real files, SQLite, the real shell. What it tells is recorded.</summary>
internal static class LiveRun
{
    private const string IndexId = "metrics-verify";

    /// <summary>Rows of each file, and so of each ingested split.</summary>
    public const int RowsPerFile = 25;

    /// <summary>Files that a life finds in its inbox: four are merged to the highest level.</summary>
    private const int FilesPerLife = 4;

    /// <summary>No step of a run takes a tenth of it, on any machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Files put into the inbox until splits of the highest level are there; a stop and another life in between where that is asked for.</summary>
    /// <param name="lives">How many processes follow each other. A single one stops when all is merged; of several each but the last stops after its first merge, with others under
    /// way, and the last when every file is ingested.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What all of them told, in order.</returns>
    /// <exception cref="TimeoutException">It did not come to its end.</exception>
    public static async Task<ImmutableArray<StampedEvent>> RecordAsync(int lives, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tenon-verify-");
        try
        {
            var told = ImmutableArray.CreateBuilder<StampedEvent>();
            for (int life = 1; life <= lives; life++)
            {
                int ingested = told.Count(each => each.Event is PipelineEvent.SplitsIngested);
                Func<int, int, bool> isEnough = lives == 1 ? (_, published) => published == FilesPerLife - 1
                    : life < lives ? (_, published) => published == 1
                    : (since, _) => ingested + since == lives * FilesPerLife;
                told.AddRange(await LiveAsync(folder.FullName, life, isEnough, cancellationToken));
            }

            return told.ToImmutable();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<StampedEvent>> LiveAsync(string folder, int life, Func<int, int, bool> isEnough, CancellationToken cancellationToken)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["TENON_INGEST_INBOX_INTERVAL"] = "20ms" };
        await using DataHome home = DataHome.Open(folder, null, settings, HomeAccess.Create, (path, isReadOnly) => SqliteMetastore.Open(path, TimeProvider.System));
        if (life == 1)
        {
            IndexConfig config = IndexConfig.Default(IndexId) with { MergePolicy = new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 2 } };
            IndexUid uid = IndexUid.Create(IndexId, new SplitIdGenerator(TimeProvider.System, new Random(life)).Next());
            await home.Metastore.CreateIndexAsync(uid, config.Kind, Encoding.UTF8.GetString(IndexConfigJson.Write(config)), cancellationToken);
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        abort.CancelAfter(Limit);
        Recorder recorder = new(isEnough, stop);
        for (int file = 0; file < FilesPerLife; file++)
        {
            Offer(home, (life * 10) + file);
        }

        using HomeDaemon daemon = HomeDaemon.Open(home, new DaemonWorld { Clock = TimeProvider.System, Seed = life, Sinks = [recorder] });
        StopOutcome outcome = await daemon.RunAsync(stop.Token, abort.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome == StopOutcome.Drained
            ? recorder.Told
            : throw new TimeoutException($"life {life} ended with {outcome} after {Limit.TotalMinutes:0} minutes, {recorder.Told.Count} events and {recorder.PublishCount} published merges");
    }

    /// <summary>Puts a file into the inbox: written under a name that is not looked at, then renamed.</summary>
    private static void Offer(DataHome home, int number)
    {
        string inbox = home.InboxOf(IndexId);
        Directory.CreateDirectory(inbox);
        string name = string.Create(CultureInfo.InvariantCulture, $"{number}.ndjson");
        File.WriteAllLines(Path.Join(inbox, "." + name), Enumerable.Range(0, RowsPerFile).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"metric_name":"cpu.{{row % 3}}","metric_type":0,"timestamp_secs":{{1_700_000_100 + row}},"value":{{number}}.5,"host":"host-{{row % 5}}"}""")));
        File.Move(Path.Join(inbox, "." + name), Path.Join(inbox, name));
    }

    /// <summary>Keeps what is told, and stops the process when it is enough: so many ingests, so many published merges.</summary>
    private sealed class Recorder(Func<int, int, bool> isEnough, CancellationTokenSource stop) : IEventSink
    {
        public List<StampedEvent> Told { get; } = [];

        public int PublishCount { get; private set; }

        private int IngestCount { get; set; }

        public void Write(StampedEvent happened)
        {
            lock (Told)
            {
                Told.Add(happened);
                PublishCount += happened.Event is PipelineEvent.MergePublished ? 1 : 0;
                IngestCount += happened.Event is PipelineEvent.SplitsIngested ? 1 : 0;
                if (isEnough(IngestCount, PublishCount))
                {
                    stop.CancelAfter(TimeSpan.FromMilliseconds(50)); // Not on the thread of whoever tells.
                }
            }
        }
    }
}
