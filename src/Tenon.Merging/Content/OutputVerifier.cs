using Tenon.Merging.Assembly;
using Tenon.Merging.Copying;
using Tenon.Merging.Ordering;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Merging.Content;

/// <summary>Reads files again and digests their rows; checks their order and copied row groups on the way.</summary>
/// <remarks>It is a merge of one input that writes nothing: the same cursors, key streams and order as those of a merge.</remarks>
internal sealed class OutputVerifier(MergeSettings settings, BufferPool pool)
{
    /// <summary>Rows of a key block at most. All blocks of a segment are held anyway; larger ones mean fewer.</summary>
    private const int BlockRows = 8192;

    /// <summary>So many times those of a merge: here is one input only.</summary>
    private const int BlockRowsFactor = 4;

    /// <summary>Digests one file.</summary>
    /// <param name="input">The file.</param>
    /// <param name="key">The order that its rows must have; null for any.</param>
    /// <param name="expected">The schema that the file must have; null for any.</param>
    /// <param name="copied">Row groups whose stored bytes are compared instead of their rows.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The digest of the rows that were decoded.</returns>
    /// <exception cref="ContentMismatchException">Rows are out of order, or copied bytes changed.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    public async Task<RowDigest> DigestAsync(
        MergeInput input, SortKey? key, ParquetSchema? expected, IReadOnlyList<CopiedRowGroup> copied, Action<long> progress, CancellationToken cancellationToken)
    {
        ParquetSchema schema;
        var shape = new InputShape { KeyColumns = key?.Columns.Length ?? 0 };
        using (IRangeSource range = input.Open())
        using (ParquetFile file = ParquetFile.Open(range, pool))
        {
            schema = file.Schema;
            CheckSchema(file, expected);
            shape.Add(file.Metadata, file.Schema.Columns.Count(column => column.MaxRepetitionLevel > 0));
        }

        MemoryPlan memory = MemoryPlan.For(settings, shape, ProcessMemory.Shared.Measure(ownBytes: 0));
        using ProcessMemory.Entry entry = ProcessMemory.Shared.Enter(memory.OwnBytes);
        using PassInput opened = PassInput.Open(new PassSource(input, IsScratch: false, Expected: null), schema, pool);
        Dictionary<int, CopiedRowGroup> byGroup = copied.ToDictionary(group => group.RowGroup);
        CheckCopied(opened.File, settings.Codec, byGroup);
        if (byGroup.Count > 0 && byGroup.Count == opened.File.Metadata.RowGroups.Count)
        {
            return default; // Every byte is one whose order was checked when it was copied.
        }

        var groups = new RowGroupMap(opened.File, byGroup.ContainsKey);
        KeyLayout? layout = key is null ? null : KeyLayout.Create(
            key, schema, KeyValueScan.Scan([opened.File], key, schema, new HashSet<string>(), memory.PageBytes / 8));
        using RowOrder order = layout is null
            ? new SequentialOrder([groups], pool)
            : RowOrders.Merge(layout, [opened], [groups], Math.Min(BlockRows, BlockRowsFactor * memory.BlockRows), pool, keepsRuns: true);
        using var crew = new SegmentCrew(
            [opened], schema, layout, column => new ChunkEncoder(column, new ColumnWriterOptions(), new PageLimits(1, 1), pool),
            new WorkCrew(memory.Workers), computeDigest: true, copyRules: null, memory, pool);
        try
        {
            return await RunAsync(opened.File, order, groups, crew, memory.RowGroupRows, progress, cancellationToken);
        }
        catch (UnsortedInputException e)
        {
            throw new ContentMismatchException($"{input.Name}: row {e.Row} comes before its predecessor in the order {key}");
        }
    }

    private static async Task<RowDigest> RunAsync(
        ParquetFile file, RowOrder order, RowGroupMap groups, SegmentCrew crew, int rows, Action<long> progress, CancellationToken cancellationToken)
    {
        var digests = new RowDigest[1];
        long done = 0;
        Segment? segment = order.Next(RequestAt(groups, 0, rows));
        while (segment is not null)
        {
            Segment current = segment;
            Segment? following = null;
            using (current)
            {
                void OrderNext() => following = current.IsLast ? null : order.Next(RequestAt(groups, done + current.RowCount, rows));

                if (current.WholeRowGroup >= 0)
                {
                    OrderNext();
                    foreach (ColumnAssembler column in crew.Columns)
                    {
                        column.SkipRowGroup(0, current.WholeRowGroup);
                    }
                }
                else
                {
                    await crew.RunAsync(
                        current,
                        OrderNext,
                        (column, hashes) =>
                        {
                            crew.Columns[column].Digest(current, hashes);
                            return file.Metadata.RowGroups[0].Columns[column].TotalUncompressedSize;
                        },
                        digests,
                        cancellationToken);
                }

                done += current.RowCount;
                progress(done);
            }

            segment = following;
        }

        return digests[0];
    }

    /// <summary>What is read next: whole row groups, as many as have so many rows, or one that has half as many again; never one that was copied with others.</summary>
    /// <remarks>A segment that ends within a block has all the block's keys packed, to find its last one. And one that goes on into a row group that was copied
    /// digests rows which are proven already, and which nobody expects in the digest.</remarks>
    private static SegmentRequest RequestAt(RowGroupMap groups, long row, int rows)
    {
        int most = (int)Math.Min(int.MaxValue / 2, rows * 3L / 2);
        if (groups.CopyableAt(row) >= 0)
        {
            return new SegmentRequest(Math.Max(2, most), Math.Max(2, most), EndAtKeyChange: false, MayExtend: false); // Where one row is wanted, none is taken whole.
        }

        long end = row;
        while (end < groups.RowCount && groups.CopyableAt(end) < 0 && groups.EndOfGroup(end) - row <= (end == row ? most : rows))
        {
            end = groups.EndOfGroup(end);
        }

        return new SegmentRequest(end > row ? (int)(end - row) : rows, most, EndAtKeyChange: false, MayExtend: false);
    }

    /// <summary>Values of a changed schema are other values, though their bytes, and so their digest, are the same.</summary>
    private static void CheckSchema(ParquetFile file, ParquetSchema? expected)
    {
        if (expected is null)
        {
            return;
        }

        // Lengths and counts that mean nothing for an element are not written.
        SchemaElement[] written = [.. expected.Elements.Select(element => element with
        {
            TypeLength = element.Type == PhysicalType.FixedLenByteArray ? element.TypeLength : 0,
            ChildCount = element.Type is null ? element.ChildCount : 0,
        })];
        for (int i = 0; i < Math.Max(written.Length, file.Schema.Elements.Count); i++)
        {
            if (i >= written.Length || i >= file.Schema.Elements.Count || written[i] != file.Schema.Elements[i])
            {
                string found = i < file.Schema.Elements.Count ? file.Schema.Elements[i].ToString() : "nothing";
                throw new ContentMismatchException($"{file.Name}: schema element {i} is {found}; written was {(i < written.Length ? written[i] : "nothing")}");
            }
        }
    }

    private static void CheckCopied(ParquetFile file, CompressionCodec codec, Dictionary<int, CopiedRowGroup> copied)
    {
        foreach (CopiedRowGroup group in copied.Values)
        {
            RowGroupMetadata metadata = file.Metadata.RowGroups[group.RowGroup];
            if (metadata.RowCount != group.RowCount)
            {
                throw new ContentMismatchException($"{file.Name}, row group {group.RowGroup}: {metadata.RowCount} rows, copied were {group.RowCount}");
            }

            for (int column = 0; column < group.ColumnHashes.Length; column++)
            {
                ulong expected = group.ColumnHashes[column];
                if (metadata.Columns[column].Codec != codec)
                {
                    throw new ContentMismatchException(
                        $"{file.Name}, row group {group.RowGroup}, column {file.Schema.Columns[column].DottedPath}: codec {metadata.Columns[column].Codec}, copied were pages of {codec}");
                }

                if (expected == 0)
                {
                    CheckNulls(file, group.RowGroup, column);
                    continue;
                }

                ulong found = RowGroupCopier.HashOf(file, group.RowGroup, column);
                if (found != expected)
                {
                    throw new ContentMismatchException(
                        $"{file.Name}, row group {group.RowGroup}, column {file.Schema.Columns[column].DottedPath}: the copied pages hash to {found:x16}, as read they hashed to {expected:x16}");
                }
            }
        }
    }

    /// <summary>A column that the input lacks was written as nulls at the top.</summary>
    private static void CheckNulls(ParquetFile file, int rowGroup, int column)
    {
        using ColumnChunkPages pages = file.OpenColumn(rowGroup, column);
        while (pages.TryReadHeader(out PageEntry entry))
        {
            using DataPage page = pages.ReadPage(entry);
            byte[] levels = new byte[page.LevelCount];
            page.ReadLevels(levels.Length, pages.Column.MaxRepetitionLevel > 0 ? new byte[levels.Length] : default, levels);
            if (levels.AsSpan().ContainsAnyExcept((byte)0) || page.Encoding != ParquetEncoding.Plain)
            {
                throw new ContentMismatchException($"{file.Name}, row group {rowGroup}, column {pages.Column.DottedPath}: values in a column that was written as nulls");
            }
        }
    }
}
