using System.Collections.Immutable;
using System.Globalization;
using Tenon.Ingest.Conforming;
using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Ingest.Staging;
using Tenon.Ingest.Writing;
using Tenon.Invariants;
using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Ingest;

/// <summary>Turns a file into splits of an index: checked, converted, cut into windows, sorted, aligned, verified. Thread-safe, as long as each
/// call has a scratch folder of its own.</summary>
/// <remarks>
/// <code>
/// file -> blocks of rows -> checked and converted -> by partition and window -> scratch files -> merged and sorted -> splits -> read back
/// </code>
/// Nothing is held whole: rows go to scratch files at a sixteenth of the memory budget, sorting is the merge's, within the same budget, and
/// splits are written block by block. A split has one window (TW-1); rows of tables without event time have none, rows whose event time is
/// null are in the window of 0. A file is taken whole or not at all: at the first row that cannot be taken, nothing is left of it.
/// </remarks>
public sealed class IngestWriter
{
    /// <summary>Of memory that is not in use little is kept: the merges have pools of their own.</summary>
    private const long IdleBytes = 2 << 20;

    /// <summary>Garbage of a small file is not worth a collection of the whole heap, which takes longer than the file.</summary>
    private const long WorthCollectingBytes = 8 << 20;

    private readonly IngestSettings _settings;
    private readonly TimeProvider _clock;

    /// <summary>A writer.</summary>
    /// <param name="settings">What it may take.</param>
    /// <param name="clock">Says when splits are created, and what is late.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public IngestWriter(IngestSettings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        settings.Validate();
        (_settings, _clock) = (settings, clock);
    }

    /// <summary>Ingests a file.</summary>
    /// <param name="index">The index.</param>
    /// <param name="config">Its definition.</param>
    /// <param name="source">The file.</param>
    /// <param name="firstId">The id of the first split; the others have those after it (<see cref="SplitId.Offset"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is left then.</param>
    /// <returns>The splits, none if the file has no rows.</returns>
    /// <exception cref="ArgumentException">The definition has problems.</exception>
    /// <exception cref="IngestException">The file is damaged, or has rows that the index does not take.</exception>
    /// <exception cref="IOException">The file cannot be read, or a split not written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IngestResult> WriteAsync(IndexUid index, IndexConfig config, IngestSource source, SplitId firstId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        if (IndexConfigRules.Problems(config) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(config));
        }

        config = config.Canonical();
        var splits = new List<IngestedSplit>();
        using var pool = new BufferPool(IdleBytes);
        var rules = RowRules.For(config, _settings, source.Name);
        using var staged = new StagedRows(_settings, rules.LeavesEmptyColumnsOut, pool);
        int count = 0;
        SplitId NextId() => firstId.Offset(count++);
        bool isDone = false;
        try
        {
            (long read, long late) = Stage(config, source, rules, staged, pool, cancellationToken);
            foreach (StagePlace place in staged.Places.ToArray())
            {
                splits.AddRange(await WritePlaceAsync(index, config, rules, staged, place, NextId, pool, cancellationToken));
                staged.Release(place);
            }

            long written = splits.Sum(split => split.Metadata.RowCount);
            Invariant.Require(written + late == read, InvariantId.RowsConserved, $"{source.Name}: {read} rows were read, {written} written and {late} left out as late");
            isDone = true;
            return new IngestResult([.. splits], read, late);
        }
        catch (Exception e) when (e is ParquetFormatException or MergeRefusedException)
        {
            throw new IngestException(e.Message.Contains(source.Name, StringComparison.Ordinal) ? e.Message : $"{source.Name}: {e.Message}", e);
        }
        finally
        {
            if (!isDone)
            {
                splits.ForEach(split => File.Delete(split.Path));
            }
        }
    }

    private (long Read, long Late) Stage(
        IndexConfig config, IngestSource source, RowRules rules, StagedRows staged, BufferPool pool, CancellationToken cancellationToken)
    {
        (long read, long late) = (0, 0);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long? earliest = _clock.GetUtcNow().ToUnixTimeSeconds() - config.LateDataSeconds;
        var partitions = new RowPartitions(config, source.Name);
        using (IRowSource rows = Open(source, rules, pool))
        {
            while (rows.Next() is RowBlock block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RowBlock conformed = rules.Conform(block);
                read += conformed.RowCount;
                late += Add(config, source, rules, staged, partitions, conformed, earliest);
            }
        }

        staged.Flush();
        if (GC.GetAllocatedBytesForCurrentThread() - allocated + pool.PeakBytes > WorthCollectingBytes)
        {
            pool.Trim();
            GC.Collect(); // What was staged is garbage, and the merges that follow divide what memory the process has left.
        }

        return (read, late);
    }

    /// <summary>Adds rows to their partitions and windows.</summary>
    /// <returns>How many are too late for any.</returns>
    private long Add(IndexConfig config, IngestSource source, RowRules rules, StagedRows staged, RowPartitions partitions, RowBlock rows, long? earliest)
    {
        long late = 0;
        var byPlace = new SortedDictionary<StagePlace, List<int>>();
        (StagePlace Place, List<int>? Rows) last = default; // Most rows go where the one before went.
        for (int row = 0; row < rows.RowCount; row++)
        {
            TimeWindow? window = null;
            if (rules.Time is EventTimeColumn time)
            {
                window = WindowOf(config, source, rows, row, time, earliest, last.Place.Window, out bool isLate);
                if (isLate)
                {
                    late++;
                    continue;
                }
            }

            var place = new StagePlace(partitions.Of(rows, row), window);
            if (last.Rows is null || place != last.Place)
            {
                if (!byPlace.TryGetValue(place, out List<int>? chosen))
                {
                    byPlace.Add(place, chosen = []);
                }

                last = (place, chosen);
            }

            last.Rows.Add(row);
        }

        foreach ((StagePlace place, List<int> chosen) in byPlace)
        {
            staged.Add(place, rows, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chosen));
        }

        return staged.WindowCount <= _settings.MaximumWindows ? late : throw new IngestException(string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Name}: rows of more than {_settings.MaximumWindows} windows of {config.WindowDurationSeconds} s, those of each partition counted; fewer are expected in one file"));
    }

    private static TimeWindow WindowOf(
        IndexConfig config, IngestSource source, RowBlock rows, int row, EventTimeColumn time, long? earliest, TimeWindow? last, out bool isLate)
    {
        try
        {
            isLate = false;
            if (!time.TryGet(rows, row, out long seconds))
            {
                return TimeWindow.Of(0, config.WindowDurationSeconds);
            }

            isLate = seconds < earliest;
            return last is TimeWindow same && unchecked((ulong)(seconds - same.StartSeconds)) < (ulong)same.DurationSeconds ? same : TimeWindow.Of(seconds, config.WindowDurationSeconds);
        }
        catch (Exception e) when (e is SortSchemaException or OverflowException)
        {
            throw new IngestException($"{source.Name}, {rows.Place(row)}, column '{time.Column}': {e.Message}; a time that has a window is expected", e);
        }
    }

    /// <summary>Merges the scratch files of a place into its order, and writes that as splits.</summary>
    private async Task<IReadOnlyList<IngestedSplit>> WritePlaceAsync(
        IndexUid index, IndexConfig config, RowRules rules, StagedRows staged, StagePlace place, Func<SplitId> nextId, BufferPool pool, CancellationToken cancellationToken)
    {
        if (staged.RowsOf(place) == 0)
        {
            return [];
        }

        ColumnShape[] shapes = await ShapesAsync(staged.FilesOf(place), Merging(null), cancellationToken);
        var layout = new SplitLayout(config, shapes);
        MergeSettings merging = Merging(layout.Key);
        var sorted = new List<string>();
        try
        {
            MergePlan plan = await Merger.PlanAsync(staged.FilesOf(place), merging, cancellationToken);
            MergeResult merged = await Merger.MergeAsync(
                plan,
                ordinal =>
                {
                    string path = Path.Combine(_settings.ScratchFolder, string.Create(CultureInfo.InvariantCulture, $"sorted-{ordinal:d6}.parquet"));
                    sorted.Remove(path);
                    sorted.Add(path);
                    return File.Create(path);
                },
                null,
                cancellationToken);
            DateTimeOffset now = _clock.GetUtcNow();
            var template = new SplitMetadata
            {
                Id = default,
                Index = index,
                RowCount = 0,
                SizeBytes = 0,
                CreatedAt = now,
                PartitionId = place.PartitionId,
                Window = place.Window,
                SortFields = config.SortFields,
            };
            using var writer = new SplitWriter(layout, template, _settings, merging, nextId, pool);
            foreach (string path in sorted)
            {
                await CopyAsync(path, writer, pool, cancellationToken);
            }

            IReadOnlyList<IngestedSplit> splits = await writer.FinishAsync(cancellationToken);
            RowDigest digest = splits.Aggregate(default(RowDigest), (sum, split) => sum + split.Digest);
            if (digest != merged.Digest || digest.RowCount != staged.RowsOf(place))
            {
                foreach (IngestedSplit split in splits)
                {
                    File.Delete(split.Path);
                }
            }

            Invariant.Require(digest == merged.Digest, InvariantId.ContentConserved, $"rows with digest {digest} are in the splits, those staged for them have {merged.Digest}");
            Invariant.Require(digest.RowCount == staged.RowsOf(place), InvariantId.RowsConserved, $"{digest.RowCount} rows are in the splits, {staged.RowsOf(place)} were staged");
            return splits;
        }
        finally
        {
            sorted.ForEach(File.Delete);
        }
    }

    private static async Task CopyAsync(string path, SplitWriter writer, BufferPool pool, CancellationToken cancellationToken)
    {
        using FileRangeSource source = FileRangeSource.Open(path);
        using ParquetFile file = ParquetFile.Open(source, pool);
        using var rows = new ParquetBlocks(file, pool);
        while (rows.Next() is RowBlock block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.AddAsync(block, cancellationToken);
        }
    }

    private static async Task<ColumnShape[]> ShapesAsync(IReadOnlyList<MergeInput> files, MergeSettings merging, CancellationToken cancellationToken) =>
        ColumnShape.Of((await Merger.PlanAsync(files, merging, cancellationToken)).Schema);

    private MergeSettings Merging(SortKey? key) => new()
    {
        Key = key,
        Codec = CompressionCodec.Lz4Raw,
        TargetSizeBytes = long.MaxValue,
        RowGroupRows = 65_536,
        MemoryBytes = _settings.MemoryBytes,
        Threads = _settings.Threads,
        ScratchDirectory = Path.Combine(_settings.ScratchFolder, "merge"),
    };

    private IRowSource Open(IngestSource source, RowRules rules, BufferPool pool)
    {
        if (source.Format == IngestFormat.Parquet)
        {
            return ParquetSource.Open(source, rules, pool);
        }

        bool isCsv = source.Format == IngestFormat.Csv;
        var columns = new FieldColumns(rules.KindOf, rules.TextColumns);
        var feed = new RecordFeed(source.Open(), source.Name, _settings.MaximumLineBytes, hasQuotes: isCsv);
        try
        {
            return isCsv ? new CsvSource(feed, source.Name, columns) : new NdjsonSource(feed, source.Name, columns);
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }
}
