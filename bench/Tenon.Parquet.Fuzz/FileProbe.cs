using System.Buffers;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Fuzz;

/// <summary>Reads all there is in a file, by every way the library has, and goes on after each format error.</summary>
internal static class FileProbe
{
    /// <summary>Pages, and byte arrays rebuilt from deltas, are refused above this.</summary>
    public const int PageLimitBytes = 16 << 20;

    // A run of a few bytes can stand for two billion nulls, and a list of them for as many objects: legal, and endless. What is
    // read of one column and of one file stops here.
    private const long MaximumColumnLevels = 1 << 20;
    private const long MaximumFileLevels = 1 << 23;
    private const int MaximumRows = 200;

    /// <summary>Reads the file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="pool">Where memory comes from; all of it is given back.</param>
    /// <param name="verifyChecksums">Whether wrong checksums are errors; off, damage gets further.</param>
    /// <returns>How many format errors there were, and a hash of everything decoded.</returns>
    public static (int Errors, ulong Hash) Read(byte[] bytes, BufferPool pool, bool verifyChecksums)
    {
        var options = new ParquetReaderOptions
        {
            MaximumPageBytes = PageLimitBytes,
            MaximumFooterBytes = 1 << 20,
            MaximumPageHeaderBytes = 1 << 20,
            MaximumIndexBytes = 1 << 20,
            MaximumColumnChunks = 50_000,
            VerifyChecksums = verifyChecksums,
        };
        var state = new State();
        state.Try(() =>
        {
            using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool, options);
            for (int group = 0; group < file.Metadata.RowGroups.Count && state.Levels < MaximumFileLevels; group++)
            {
                for (int column = 0; column < file.Schema.Columns.Count && state.Levels < MaximumFileLevels; column++)
                {
                    ReadChunk(file, group, column, pool, state);
                }
            }

            state.Try(() => ReadRows(file, pool));
        });
        return (state.Errors, state.Hash);
    }

    private static void ReadChunk(ParquetFile file, int group, int column, BufferPool pool, State state)
    {
        state.Try(() => file.ReadColumnIndex(group, column));
        state.Try(() => file.ReadOffsetIndex(group, column));
        state.Try(() => state.Add(file.ReadBloomFilter(group, column) is BloomFilter filter ? filter.Bits : []));
        state.Try(() => ReadColumn(file, group, column, pool, state));
        state.Try(() => SkipPages(file, group, column));
    }

    private static void ReadColumn(ParquetFile file, int group, int column, BufferPool pool, State state)
    {
        using var reader = new ColumnReader(file, column, pool, group, 1);
        for (long levels = 0; levels < MaximumColumnLevels && reader.ReadBatch(); levels += reader.LevelCount)
        {
            state.Levels += reader.LevelCount;
            state.Add(reader.RepetitionLevels);
            state.Add(reader.DefinitionLevels);
            state.Add(reader.Fixed);
            foreach (ByteArrayRef value in reader.ByteArrays)
            {
                state.Add(value.Span);
                state.Add(new ByteArrayRef(value.Pointer - 4, 4).Span); // Its length lies before it.
            }
        }
    }

    // The way of a reader that looks at headers, copies stored pages and passes over values.
    private static void SkipPages(ParquetFile file, int group, int column)
    {
        using ColumnChunkPages pages = file.OpenColumn(group, column);
        long values = 0;
        while (values < MaximumColumnLevels && pages.TryReadHeader(out PageEntry entry))
        {
            values += entry.Header.ValueCount;
            using (PooledBuffer stored = pages.ReadStored(entry))
            {
            }

            using DataPage page = pages.ReadPage(entry);
            int levels = Math.Min(page.LevelCount, 10_000);
            int present = page.ReadLevels(
                levels,
                new byte[page.Column.MaxRepetitionLevel > 0 ? levels : 0],
                new byte[page.Column.MaxDefinitionLevel > 0 ? levels : 0]);
            page.SkipValues(present / 2);
            page.SkipValues(present - (present / 2));
            pages.Seek(entry);
            if (!pages.TryReadHeader(out PageEntry again) || again.HeaderOffset != entry.HeaderOffset)
            {
                throw new InvalidOperationException("seeking does not come back");
            }
        }
    }

    private static void ReadRows(ParquetFile file, BufferPool pool)
    {
        if (file.Metadata.RowGroups.Count == 0 || file.Metadata.RowGroups.Max(rows => rows.Columns.Sum(chunk => (double)chunk.ValueCount)) > MaximumColumnLevels)
        {
            return;
        }

        using var reader = new RecordReader(file, pool);
        for (int row = 0; row < MaximumRows && reader.Read() is not null; row++)
        {
        }
    }

    private sealed class State
    {
        public int Errors { get; private set; }

        public ulong Hash { get; private set; }

        public long Levels { get; set; }

        public void Add(ReadOnlySpan<byte> bytes) => Hash = XxHash64.Compute(bytes, Hash);

        public void Try(Action action)
        {
            try
            {
                action();
            }
            catch (ParquetFormatException e)
            {
                Errors++;
                if (e.File is null || e.Offset is null)
                {
                    throw new InvalidOperationException($"a format error without its file or offset: {e.Message}", e);
                }
            }
        }
    }
}
