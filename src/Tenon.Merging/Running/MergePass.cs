using System.Collections.Immutable;
using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Ordering;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Merging.Running;

/// <summary>What one pass is to do.</summary>
internal sealed record PassSettings
{
    public required ParquetSchema Union { get; init; }

    public required SortKey? Key { get; init; }

    public required MemoryPlan Memory { get; init; }

    public required CompressionCodec Codec { get; init; }

    public required int? Level { get; init; }

    public required PageLimits Pages { get; init; }

    public required long TargetBytes { get; init; }

    /// <summary>A first guess at the size of an output.</summary>
    public required double ExpectedBytesPerRow { get; init; }

    public required bool ComputeDigest { get; init; }

    public required bool CopyRowGroups { get; init; }

    /// <summary>The sizes of pages that are copied; null if none are.</summary>
    public required PageCopyLimits? CopiedPages { get; init; }

    /// <summary>Leaf columns of the union that get Bloom filters.</summary>
    public required IReadOnlySet<int> BloomColumns { get; init; }

    public required IReadOnlyList<SortingColumn> SortingColumns { get; init; }

    /// <summary>Where row groups of outputs may end at the latest; null for anywhere.</summary>
    public AlignedRegions? Regions { get; init; }

    public required IReadOnlyList<KeyValue> KeyValues { get; init; }

    /// <summary>Sort columns whose dictionaries turned out not to hold all values.</summary>
    public required IReadOnlySet<string> DistrustedColumns { get; init; }
}

/// <summary>What a pass did.</summary>
/// <param name="Outputs">The files written.</param>
/// <param name="InputDigests">For each input the digest of its rows that were decoded.</param>
/// <param name="CopiedRows">Rows that were copied instead.</param>
/// <param name="CopiedPages">Pages of decoded rows that were copied as stored.</param>
internal sealed record PassResult(ImmutableArray<MergeOutput> Outputs, RowDigest[] InputDigests, long CopiedRows, long CopiedPages);

/// <summary>Merges some files into some others, once through.</summary>
/// <remarks>
/// <code>
/// order of segment n+1  |  columns of segment n          (in parallel, column by column)
///                       -> row group n to the output     (in order)
/// </code>
/// </remarks>
internal sealed class MergePass(PassSettings settings, IReadOnlyList<PassInput> inputs, BufferPool pool)
{
    /// <summary>Runs the pass.</summary>
    /// <param name="create">Makes the stream of an output.</param>
    /// <param name="progress">Told after each row group: rows and bytes written so far.</param>
    /// <param name="cancellationToken">Ends the pass; what was written is no file.</param>
    /// <exception cref="UnsortedInputException">An input is not sorted.</exception>
    /// <exception cref="KeyRangeException">A sort column's dictionaries do not hold all values.</exception>
    public async Task<PassResult> RunAsync(Func<int, Stream> create, Action<long, long> progress, CancellationToken cancellationToken)
    {
        long totalRows = inputs.Sum(input => input.File.RowCount);
        var groupSizes = new RowGroupSizes(totalRows, settings.Memory.RowGroupRows, settings.Regions);
        var copier = new RowGroupCopier(settings, inputs, pool);
        RowGroupMap[] groups = [.. inputs.Select((input, i) => new RowGroupMap(input.File, group => copier.MayCopy(i, group) && settings.Regions?.IsAlone(input.Source.Input, group) != false))];
        KeyLayout? layout = Layout();
        using RowOrder order = layout is null
            ? new SequentialOrder(groups, pool)
            : RowOrders.Merge(layout, inputs, groups, settings.Memory.BlockRows, pool, settings.Memory.CompactsPages);
        using var crew = new SegmentCrew(
            inputs, settings.Union, layout, EncoderOf, new WorkCrew(settings.Memory.Workers), settings.ComputeDigest, PageRules(), settings.Memory, pool);
        var sizes = new LargeValues(inputs, settings.Union, settings.Memory.LargeSegmentBytes, pool);
        using var files = new OutputFiles(
            settings.Union, new ParquetFileWriterOptions { SortingColumns = settings.SortingColumns }, settings.KeyValues, create, settings.TargetBytes,
            settings.ExpectedBytesPerRow);
        var digests = new RowDigest[inputs.Count];
        long copiedRows = 0;
        long orderedRows = 0;
        bool cutHere = files.WillBeFull(groupSizes.Request(0, false).TargetRows);
        Segment? segment = order.Next(groupSizes.Request(0, cutHere));
        while (segment is not null)
        {
            Segment current = segment;
            Segment? following = null;
            IReadOnlyList<Segment> parts = [current];
            try
            {
                // The sizes up to the segment before are known, that of this one and the next are estimated: always the same lag,
                // so that the cuts do not depend on timing.
                orderedRows += current.RowCount;
                bool isFull = !groupSizes.MayEndRowGroup(orderedRows); // What follows may be in no other row group of this file.
                bool endsFile = isFull || (cutHere && current.EndsAtKeyChange);
                bool isOverdue = cutHere && !endsFile;
                int target = groupSizes.Request(orderedRows, false).TargetRows;
                bool cutNext = isOverdue || (endsFile ? files.WouldFill(target) : files.WillBeFull(current.RowCount + target));
                SegmentRequest request = groupSizes.Request(orderedRows, cutNext);
                request = isOverdue ? request with { TargetRows = 1 } : request;

                void OrderNext()
                {
                    following = current.IsLast ? null : order.Next(request);
                }

                if (current.WholeRowGroup >= 0)
                {
                    OrderNext();
                    copiedRows += Copy(current, copier, crew, files);
                }
                else
                {
                    parts = sizes.Split(current);
                    for (int part = 0; part < parts.Count; part++)
                    {
                        await Assemble(parts[part], part == 0 ? OrderNext : static () => { }, crew, files, digests, cancellationToken);
                        parts[part].Dispose();
                        if (settings.Regions is not null && part < parts.Count - 1)
                        {
                            files.EndFile(); // The other parts have the same prefix.
                        }
                    }
                }

                progress(files.RowsWritten, files.BytesWritten);
                if (endsFile)
                {
                    files.EndFile();
                }

                cutHere = cutNext;
            }
            catch
            {
                following?.Dispose();
                throw;
            }
            finally
            {
                foreach (Segment part in parts)
                {
                    part.Dispose();
                }
            }

            segment = following;
        }

        return new PassResult(files.Finish(), digests, copiedRows, crew.Columns.Sum(column => column.CopiedPages));
    }

    private PageCopyRules? PageRules() =>
        settings.CopiedPages is null ? null : new PageCopyRules(settings.Codec, settings.CopiedPages, [.. inputs.Select(input => !input.Source.IsScratch)]);

    private KeyLayout? Layout()
    {
        if (settings.Key is null)
        {
            return null;
        }

        Dictionary<string, KeyColumnValues> values = KeyValueScan.Scan(
            [.. inputs.Select(input => input.File)], settings.Key, settings.Union, settings.DistrustedColumns, settings.Memory.PageBytes / 8);
        return KeyLayout.Create(settings.Key, settings.Union, values);
    }

    private ChunkEncoder EncoderOf(ColumnDescriptor column) => new(
        column,
        new ColumnWriterOptions { Codec = settings.Codec, Level = settings.Level, LevelChoice = new LevelChoice(), WriteBloomFilter = settings.BloomColumns.Contains(column.Index) },
        settings.Pages,
        pool);

    private static async Task Assemble(Segment segment, Action orderNext, SegmentCrew crew, OutputFiles files, RowDigest[] digests, CancellationToken cancellationToken)
    {
        var chunks = new EncodedColumnChunk?[crew.Columns.Count];
        RowDigest before = Sum(digests, segment);
        try
        {
            await crew.RunAsync(
                segment,
                orderNext,
                (column, hashes) =>
                {
                    EncodedColumnChunk chunk = crew.Columns[column].Assemble(segment, hashes);
                    chunks[column] = chunk;
                    return chunk.UncompressedBytes;
                },
                digests,
                cancellationToken);
        }
        catch
        {
            foreach (EncodedColumnChunk? chunk in chunks)
            {
                chunk?.Dispose();
            }

            throw;
        }

        files.WriteRowGroup(chunks!, segment.RowCount, Difference(Sum(digests, segment), before), default); // All columns ran.
    }

    private static long Copy(Segment segment, RowGroupCopier copier, SegmentCrew crew, OutputFiles files)
    {
        int input = segment.Ranges[0].Input;
        (IReadOnlyList<EncodedColumnChunk> chunks, ImmutableArray<ulong> hashes) = copier.Copy(input, segment.WholeRowGroup);
        foreach (ColumnAssembler column in crew.Columns)
        {
            column.SkipRowGroup(input, segment.WholeRowGroup);
        }

        files.WriteRowGroup(chunks, segment.RowCount, default, hashes);
        return segment.RowCount;
    }

    private static RowDigest Sum(RowDigest[] digests, Segment segment)
    {
        RowDigest sum = default;
        foreach (SegmentRange range in segment.Ranges)
        {
            sum += digests[range.Input];
        }

        return sum;
    }

    private static RowDigest Difference(RowDigest after, RowDigest before)
    {
        // Overflow is the point: digests are sums modulo 2^64.
        unchecked
        {
            return new RowDigest(after.RowCount - before.RowCount, after.High - before.High, after.Low - before.Low);
        }
    }
}
