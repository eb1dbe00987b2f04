using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Ordering;
using Tenon.Merging.Running;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Sorting;

/// <summary>Sorts a file that is not sorted into runs that are: as many rows as fit in memory at a time.</summary>
/// <remarks>
/// A run is a segment whose permutation comes from sorting instead of merging; everything else is the merge's own machinery. The
/// sort is stable, and runs are in row order, so equal keys stay in the order of the file through the merge that follows.
/// </remarks>
internal sealed class SortedRuns(PassSettings settings, PassInput input, BufferPool pool)
{
    /// <summary>Writes the runs.</summary>
    /// <param name="create">Makes the stream of the run of a number.</param>
    /// <param name="progress">Told after each run how many rows are sorted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>For each run the digest of its rows as read.</returns>
    public async Task<RowDigest[]> WriteAsync(Func<int, Stream> create, Action<long> progress, CancellationToken cancellationToken)
    {
        Dictionary<string, KeyColumnValues> values = KeyValueScan.Scan(
            [input.File], settings.Key!, settings.Union, settings.DistrustedColumns, settings.Memory.PageBytes / 8); // Only files with a key are sorted.
        KeyLayout layout = KeyLayout.Create(settings.Key!, settings.Union, values);
        using KeyStream keys = RowOrders.Open(layout, [input], settings.Memory.BlockRows, pool)[0];
        using var crew = new SegmentCrew(
            [input], settings.Union, layout,
            column => new ChunkEncoder(column, new ColumnWriterOptions { Codec = settings.Codec, Level = settings.Level }, settings.Pages, pool),
            new WorkCrew(settings.Memory.Workers), settings.ComputeDigest, copyRules: null, settings.Memory, pool);
        var digests = new List<RowDigest>();
        long done = 0;
        while (NextChunk(keys, layout) is Segment segment)
        {
            using (segment)
            {
                digests.Add(await WriteRunAsync(segment, crew, create(digests.Count), cancellationToken));
                done += segment.RowCount;
                progress(done);
            }
        }

        return [.. digests];
    }

    private async Task<RowDigest> WriteRunAsync(Segment segment, SegmentCrew crew, Stream stream, CancellationToken cancellationToken)
    {
        using (stream)
        {
            var digest = new RowDigest[1];
            using var file = new ParquetFileWriter(stream, settings.Union, new ParquetFileWriterOptions { WriteColumnIndex = false });
            var chunks = new EncodedColumnChunk[crew.Columns.Count];
            await crew.RunAsync(
                segment,
                static () => { },
                (column, hashes) =>
                {
                    chunks[column] = crew.Columns[column].Assemble(segment, hashes);
                    return chunks[column].UncompressedBytes;
                },
                digest,
                cancellationToken);
            file.WriteRowGroup(chunks, segment.RowCount);
            file.Finish([]);
            return digest[0];
        }
    }

    private Segment? NextChunk(KeyStream keys, KeyLayout layout)
    {
        var builder = new SegmentBuilder(1, pool);
        var blocks = new List<KeyBlock>();
        try
        {
            while (builder.RowCount < settings.Memory.SortRows && keys.Next() is KeyBlock block)
            {
                blocks.Add(block);
                keys.Pack(block);
                builder.Append(0, block.FirstRow, block.Count);
                builder.UseBlock(block, 0, block.Count);
            }

            if (builder.RowCount == 0)
            {
                return null;
            }

            int rows = builder.RowCount;
            PooledBuffer permutation = Sort(blocks, rows, layout);
            Segment inOrder = builder.Build(-1, endsAtKeyChange: true, isLast: false);
            return new Segment
            {
                RowCount = inOrder.RowCount,
                Ranges = inOrder.Ranges,
                Permutation = permutation,
                RunCount = rows,
                WholeRowGroup = -1,
                EndsAtKeyChange = true,
                IsLast = false,
            };
        }
        finally
        {
            blocks.ForEach(block => block.Release());
        }
    }

    private unsafe PooledBuffer Sort(List<KeyBlock> blocks, int rows, KeyLayout layout)
    {
        var order = new nint[rows];
        int at = 0;
        foreach (KeyBlock block in blocks)
        {
            var keys = (ulong*)block.Keys!.Pointer; // Packed when it was read.
            for (int r = 0; r < block.Count; r++)
            {
                order[at++] = (nint)(keys + ((long)r * layout.Stride));
            }
        }

        PooledBuffer permutation = pool.Rent((long)rows * sizeof(int));
        Span<int> places = permutation.SpanOf<int>();
        for (int i = 0; i < rows; i++)
        {
            places[i] = i;
        }

        if (layout.HasTail)
        {
            SortBy(places, order, new WordsAndTail(layout));
        }
        else
        {
            SortBy(places, order, new ManyWords(layout.Words));
        }

        return permutation;
    }

    /// <summary>Sorts places by the keys at them; equal keys by place, which makes the order total and the sort stable.</summary>
    private static unsafe void SortBy<TComparer>(Span<int> places, nint[] keys, TComparer comparer)
        where TComparer : struct, IKeyComparer
    {
        places.Sort((a, b) =>
        {
            var x = (ulong*)keys[a];
            var y = (ulong*)keys[b];
            return comparer.Less(x, y) ? -1 : comparer.Less(y, x) ? 1 : a.CompareTo(b);
        });
    }
}
