using Tenon.Merging.Copying;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests;

/// <summary>Pages whose rows go to the output together are copied as they are stored.</summary>
public sealed class PageCopyTests
{
    private const int PageRows = 100;
    private const int Rows = 1000;

    private static readonly PageCopyLimits Any = new(MinimumRows: 0, LargeBytes: 0, MinimumBytes: 0, MaximumBytes: int.MaxValue);

    private static readonly SchemaField[] Optional =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("d", LeafType.Double), SchemaField.Optional("i", LeafType.Int64), SchemaField.Optional("t", LeafType.String),
        SchemaField.Optional("w", LeafType.String), SchemaField.Required("u", LeafType.Uuid), SchemaField.Optional("b", LeafType.Boolean),
    ];

    private static readonly SchemaField[] Required =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Required("d", LeafType.Double), SchemaField.Required("i", LeafType.Int64), SchemaField.Required("t", LeafType.String),
        SchemaField.Required("w", LeafType.String), SchemaField.Required("u", LeafType.Uuid), SchemaField.Required("b", LeafType.Boolean),
    ];

    // One column for each way to store values that survives the move to another chunk: deltas, split bytes, plain, indices.
    private static readonly Storage[] Storages = [Storage.Delta, Storage.ByteStreamSplit, Storage.Delta, Storage.Plain, Storage.Dictionary, Storage.Plain, Storage.Delta];

    // Goal: what stays together is not encoded again. Method: the rows of a second file fall into page 4 of the first; every other page of the
    // first lies in the output, where its rows are, byte for byte as it was stored.
    [Theory]
    [InlineData(true, false, CompressionCodec.Zstd)]
    [InlineData(true, true, CompressionCodec.Zstd)]
    [InlineData(false, false, CompressionCodec.Snappy)]
    [InlineData(false, true, CompressionCodec.Uncompressed)]
    public async Task Pages_whose_rows_stay_together_are_copied_byte_for_byte(bool hasNulls, bool dataPageV2, CompressionCodec codec)
    {
        Table first = Make(1, hasNulls, 0, Rows, i => i);
        Table second = Make(2, hasNulls, Rows, 10, i => 450);
        byte[] file = Write(first, codec, dataPageV2);
        MergeRun run = await Merge([file, Write(second, codec, dataPageV2)], settings => settings with { Codec = codec });
        await Judge.Check(run, [first, second], SortKey.Parse("k"));
        Assert.Equal(9 * Storages.Length, run.Result.CopiedPages);
        for (int column = 0; column < Storages.Length; column++)
        {
            List<PageAt> input = Pages(file, column);
            List<PageAt> output = Pages(run.Outputs.Single(), column);
            foreach (PageAt page in input.Where(page => page.FirstRow != 400))
            {
                Assert.Contains(page with { FirstRow = page.FirstRow + (page.FirstRow > 400 ? 10 : 0) }, output);
            }
        }

        await run.Verify();
    }

    [Theory]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Uncompressed)]
    public async Task Pages_of_another_codec_are_not_copied(CompressionCodec codec)
    {
        Table table = Make(1, true, 0, Rows, i => i);
        Assert.Equal(0, (await Merge([Write(table, codec)])).Result.CopiedPages);
    }

    [Fact]
    public async Task Pages_are_not_copied_when_it_is_not_wanted()
    {
        byte[] file = Write(Make(1, true, 0, Rows, i => i));
        Assert.Equal(10 * Storages.Length, (await Merge([file])).Result.CopiedPages);
        Assert.Equal(0, (await Merge([file], settings => settings with { CopyPages = false })).Result.CopiedPages);
    }

    [Fact]
    public async Task Pages_without_levels_are_not_copied_to_a_column_that_has_them()
    {
        // Only the sort column is in both files, so the union makes all others optional.
        Table full = Make(1, hasNulls: false, 0, Rows, i => i);
        Table narrow = Build.Table([Required[0]], Enumerable.Range(0, 10).Select(i => new object?[] { Key(450) }));
        MergeRun run = await Merge([Write(full), FileMaker.Write(narrow, Build.Layout(claims: 0))]);
        await Judge.Check(run, [full, narrow], SortKey.Parse("k"));
        Assert.Equal(9, run.Result.CopiedPages);
        await run.Verify();
    }

    // Goal: an index means the same word in the output, or it is not copied. Method: the second file has the words of the first in another
    // order, and as many rows; then in the same order.
    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 20)]
    public async Task Pages_of_indices_are_copied_only_where_the_dictionaries_agree(bool isSame, int copied)
    {
        Table one = Words(0, i => $"word {i % 30}");
        Table other = Words(Rows, i => $"word {(isSame ? i : 29 - i) % 30}");
        MergeRun run = await Merge([WriteWords(one), WriteWords(other)]);
        await Judge.Check(run, [one, other], SortKey.Parse("k"));
        Assert.Equal(20 + copied, run.Result.CopiedPages); // Those of the sort column are not in question.
        await run.Verify();
    }

    [Fact]
    public async Task The_output_takes_over_the_dictionary_that_lets_most_pages_be_copied()
    {
        // The first file's words come first, so without that its order would hold.
        Table few = Words(0, i => $"few {i % 5}", rows: 50);
        Table many = Words(50, i => $"word {i * 7 % 30}");
        byte[] file = WriteWords(many);
        MergeRun run = await Merge([WriteWords(few), file], settings => settings with { PageCopyLimits = Any with { MinimumRows = PageRows, LargeBytes = int.MaxValue } });
        await Judge.Check(run, [few, many], SortKey.Parse("k"));
        Assert.Equal(20, run.Result.CopiedPages);
        Assert.All(Pages(file, 1), page => Assert.Contains(page with { FirstRow = page.FirstRow + 50 }, Pages(run.Outputs.Single(), 1)));
        await run.Verify();
    }

    [Fact]
    public async Task Pages_are_not_copied_in_a_form_much_larger_than_the_columns_own()
    {
        // Evenly spaced numbers are written as deltas, and words that repeat as indices: plain pages of them are not kept.
        Table table = Words(0, i => $"word {i % 30}");
        foreach (Storage storage in (Storage[])[Storage.Plain, Storage.DictionaryThenPlain])
        {
            MergeRun run = await Merge([FileMaker.Write(table, Build.Layout(pageRows: PageRows, storage: storage, claims: 0))], settings => settings with { RowGroupRows = 5000 });
            await Judge.Check(run, [table], SortKey.Parse("k"));
            Assert.All(Pages(run.Outputs.Single(), 0), page => Assert.NotEqual(ParquetEncoding.Plain, page.Encoding));
            Assert.All(Pages(run.Outputs.Single(), 1), page => Assert.NotEqual(ParquetEncoding.Plain, page.Encoding));
        }
    }

    [Theory]
    [InlineData(100, 1, 1, int.MaxValue, true)]
    [InlineData(101, int.MaxValue, 1, int.MaxValue, false)]
    [InlineData(101, 1, 1, int.MaxValue, true)]
    [InlineData(1, 1, int.MaxValue, int.MaxValue, false)]
    [InlineData(1, 1, 1, 700, false)]
    public async Task Pages_are_copied_only_if_their_size_is_worth_it(int rows, int large, int minimum, int maximum, bool isCopied)
    {
        Table table = Build.Table([Required[1]], Enumerable.Range(0, Rows).Select(i => new object?[] { new Random(i).NextDouble() })); // Pages of 800 bytes.
        byte[] file = FileMaker.Write(table, Build.Layout(pageRows: PageRows));
        MergeRun run = await MergeRun.Of([file], key: (string?)null, settings => settings with { CopyRowGroups = false, PageCopyLimits = new PageCopyLimits(rows, large, minimum, maximum) });
        Assert.Equal(isCopied ? 10 : 0, run.Result.CopiedPages);
    }

    // Goal: bounds, counts and filters come from the values. Method: the input's are wrong everywhere; those of the output are compared with its rows.
    [Fact]
    public async Task Statistics_of_copied_pages_are_computed_not_believed()
    {
        Table table = Make(1, true, 0, Rows, i => i);
        byte[] wrong = Footer.Edit(Write(table, bloom: true), footer =>
        {
            foreach (string column in (string[])["d", "i", "t", "w"])
            {
                foreach (ThriftStruct statistics in Footer.Chunks(footer, column).Select(metadata => metadata.Child(Footer.MetadataStatistics)))
                {
                    byte[] bound = column is "t" or "w" ? "zz"u8.ToArray() : BitConverter.GetBytes(column == "d" ? 5.0 : BitConverter.Int64BitsToDouble(5));
                    statistics.Set(Footer.StatisticsMin, bound);
                    statistics.Set(Footer.StatisticsMax, bound);
                    statistics.Set(Footer.StatisticsNulls, 3L);
                }
            }
        });
        MergeRun run = await Merge([wrong]);
        await Judge.Check(run, [table], SortKey.Parse("k")); // Judges the statistics too.
        Assert.Equal(10 * Storages.Length, run.Result.CopiedPages);
        MergeRun encoded = await Merge([Write(table, bloom: true)], settings => settings with { CopyPages = false });
        using var pool = new BufferPool();
        using ParquetFile copied = ParquetFile.Open(new MemoryRangeSource(run.Outputs[0]), pool);
        using ParquetFile made = ParquetFile.Open(new MemoryRangeSource(encoded.Outputs[0]), pool);
        for (int column = 0; column < Storages.Length; column++)
        {
            Assert.Equivalent(made.Metadata.RowGroups[0].Columns[column].Statistics, copied.Metadata.RowGroups[0].Columns[column].Statistics, strict: true);
            Assert.Equal(made.ReadBloomFilter(0, column) is null, copied.ReadBloomFilter(0, column) is null);
            Assert.Equal(10, copied.ReadColumnIndex(0, column)?.NullCounts?.Count);
        }
    }

    // Goal: copied bytes are proven by what they decode to. Method: a bit of each copied page flips between the two times that it is read; without
    // checksums in the input the merge cannot see it, and the output's own checksum is right.
    [Fact]
    public async Task A_bit_that_flips_while_a_page_is_copied_is_found_by_the_verification()
    {
        Table table = Make(1, false, 0, Rows, i => i);
        byte[] file = Write(table, CompressionCodec.Uncompressed, crc: false);
        int found = 0;
        foreach (PageEntry page in Entries(file, 1).Concat(Entries(file, 5)))
        {
            var source = new FlippingSource(file, page);
            MergeRun run = await MergeRun.Of([new MergeInput("input", () => source, file.Length)], SortKey.Parse("k"), settings => With(settings) with { Codec = CompressionCodec.Uncompressed });
            Assert.True(run.Result.CopiedPages > 0);
            Assert.True(source.HasFlipped);
            await Assert.ThrowsAsync<ContentMismatchException>(() => run.Verify());
            found++;
        }

        Assert.Equal(20, found);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_copied_page_of_the_output_is_found_by_the_verification()
    {
        MergeRun run = await Merge([Write(Make(1, true, 0, Rows, i => i)), Write(Make(2, true, Rows, 10, i => 450))]);
        Assert.True(run.Result.CopiedPages > 0);
        await run.Verify();
        for (int column = 0; column < Storages.Length; column++)
        {
            foreach (PageEntry page in Entries(run.Outputs.Single(), column))
            {
                byte[] damaged = [.. run.Outputs.Single()];
                damaged[page.BodyOffset + (page.Header.CompressedSize / 2)] ^= 8;
                Exception e = await Assert.ThrowsAnyAsync<Exception>(() => run.Verify(_ => damaged));
                Assert.True(e is ParquetFormatException or ContentMismatchException, e.ToString());
            }
        }
    }

    // Goal: with copied pages outputs are what they are without. Method: random columns, layouts and overlaps; rows against the model, bounds against the rows.
    [Fact]
    public async Task Outputs_with_copied_pages_are_the_rows_of_the_inputs_sorted_by_the_key()
    {
        long copied = 0;
        int cases = 0;
        foreach (int seed in Seed.Many(9000, 150))
        {
            (Table[] tables, byte[][] files, CompressionCodec codec) = Random(new Random(seed));
            var random = new Random(seed);
            int groupRows = random.Next(3) == 0 ? 131_072 : random.Next(50, 1000);
            try
            {
                MergeRun run = await MergeRun.Of(files, "o", settings => With(settings) with { Codec = codec, RowGroupRows = groupRows, Threads = random.Next(1, 3) });
                await Judge.Check(run, tables, SortKey.Parse("o"));
                await run.Verify();
                copied += run.Result.CopiedPages;
                cases++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }

        Assert.True(copied > 5 * cases || cases == 1, $"{copied} pages copied in {cases} cases");
    }

    [Fact]
    public async Task Outputs_with_copied_pages_do_not_depend_on_threads_or_memory()
    {
        foreach (int seed in Seed.Many(9500, 10))
        {
            (_, byte[][] files, CompressionCodec codec) = Random(new Random(seed));
            IReadOnlyList<byte[]>? first = null;
            foreach ((int threads, long memory) in ((int, long)[])[(1, 256L << 20), (2, MergeSettings.MinimumMemoryBytes), (8, 4L << 30)])
            {
                MergeRun run = await MergeRun.Of(files, "o", settings => With(settings) with { Codec = codec, Threads = threads, MemoryBytes = memory, RowGroupRows = 300 });
                Assert.True(run.Result.CopiedPages > 0);
                first ??= run.Outputs;
                Assert.Equal(first, run.Outputs);
            }
        }
    }

    [Fact]
    public async Task Pages_of_intermediate_files_are_not_copied()
    {
        // Descending, so it has to be sorted first; the intermediate file has the output's codec.
        byte[] file = Build.Longs(Enumerable.Range(0, 20_000).Select(i => Key(20_000 - i)), Build.Layout(pageRows: PageRows) with { Codec = CompressionCodec.Lz4Raw });
        MergeRun run = await MergeRun.Of([file], "k", settings => With(settings) with { Codec = CompressionCodec.Lz4Raw });
        Assert.Single(run.Result.SortedInputs);
        Assert.Equal(0, run.Result.CopiedPages);
    }

    private static MergeSettings With(MergeSettings settings) => settings with { CopyRowGroups = false, PageCopyLimits = Any };

    private static Task<MergeRun> Merge(IReadOnlyList<byte[]> files, Func<MergeSettings, MergeSettings>? with = null) =>
        MergeRun.Of(files, "k", settings => with?.Invoke(With(settings)) ?? With(settings));

    /// <summary>Ascending numbers that are written as deltas.</summary>
    private static long Key(int i) => (i * 1_000_000_000L) + new Random(i).Next(1_000_000_000);

    private static Table Make(int seed, bool hasNulls, int first, int rows, Func<int, int> key)
    {
        var random = new Random(seed);
        object? Some(object value) => hasNulls && random.Next(5) == 0 ? null : value;
        return Build.Table(hasNulls ? Optional : Required, Enumerable.Range(0, rows).Select(i => new[]
        {
            Key(key(i)), Some(random.NextDouble()), Some(random.NextInt64()), Some(Convert.ToHexString(BitConverter.GetBytes(random.NextInt64()))), Some($"word {(first + i) % 30}"),
            BitConverter.GetBytes((Int128)random.NextInt64() * random.NextInt64()), Some(random.Next(2) == 0),
        }));
    }

    private static byte[] Write(Table table, CompressionCodec codec = CompressionCodec.Zstd, bool dataPageV2 = false, bool crc = true, bool bloom = false) =>
        FileMaker.Write(table, Build.Layout(pageRows: PageRows, claims: 0) with { Storage = (_, column) => Storages[column], Codec = codec, DataPageV2 = dataPageV2, Crc = crc, Bloom = _ => bloom });

    private static Table Words(int first, Func<int, string> word, int rows = Rows) =>
        Build.Table([SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("w", LeafType.String)], Enumerable.Range(0, rows).Select(i => new object?[] { (first + i) * 10L, word(i) }));

    private static byte[] WriteWords(Table table) =>
        FileMaker.Write(table, Build.Layout(pageRows: PageRows, claims: 0) with { Storage = (_, column) => column == 0 ? Storage.Delta : Storage.Dictionary });

    /// <summary>Files of some random columns behind a sort column whose ranges overlap in parts, laid out at random.</summary>
    private static (Table[] Tables, byte[][] Files, CompressionCodec Codec) Random(Random random)
    {
        LeafType[] types = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomValues.AnyType(random, isSortable: false))];
        RandomValues[] values = [.. types.Select(type => new RandomValues(random, type))];
        double nulls = random.Next(2) == 0 ? 0 : random.NextDouble() / 2;
        CompressionCodec codec = random.Next(2) == 0 ? CompressionCodec.Zstd : CompressionCodec.Snappy;
        var tables = new List<Table>();
        var files = new List<byte[]>();
        for (int file = 0; file < random.Next(2, 5); file++)
        {
            ParquetSchema schema = SchemaBuilder.Build([SchemaField.Required("o", LeafType.Int64), .. types.Select((type, i) => nulls > 0 || random.Next(8) == 0 ? SchemaField.Optional($"c{i}", type) : SchemaField.Required($"c{i}", type))]);
            int rows = random.Next(300, 700);
            Cell[][] cells = [.. Enumerable.Range(0, rows).Select(i => (Cell[])
            [
                Cell.Of(Build.Plain((long)((file * 400) + i) / 3)),
                .. values.Select((column, c) => Cell.Of(schema.Columns[c + 1].MaxDefinitionLevel > 0 && random.NextDouble() < nulls ? null : column.Next())),
            ])];
            int pageRows = random.Next(16, 120);
            Storage[] storages = [.. schema.Columns.Select(_ => (Storage)random.Next(5))];
            tables.Add(new Table(schema, cells));
            files.Add(FileMaker.Write(tables[^1], Build.Layout(random.Next(2) == 0 ? int.MaxValue : random.Next(200, 700), pageRows, claims: 0) with
            {
                Storage = (_, column) => storages[column],
                Codec = random.Next(8) == 0 ? CompressionCodec.Uncompressed : codec,
                DataPageV2 = random.Next(3) == 0,
                Bloom = column => column == 1,
            }));
        }

        return ([.. tables], [.. files], codec);
    }

    private static List<PageEntry> Entries(byte[] bytes, int column)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        using ColumnChunkPages pages = file.OpenColumn(0, column);
        var entries = new List<PageEntry>();
        while (pages.TryReadHeader(out PageEntry page))
        {
            entries.Add(page);
        }

        return entries;
    }

    private static List<PageAt> Pages(byte[] bytes, int column) => [.. Entries(bytes, column).Select(page => new PageAt(
        page.FirstValue, page.Header.ValueCount, page.Header.Encoding, Convert.ToHexString(bytes, (int)page.BodyOffset, page.Header.CompressedSize)))];

    private sealed record PageAt(long FirstRow, int RowCount, ParquetEncoding Encoding, string Stored);

    /// <summary>A file of which one bit is another when the stored body of one page is read alone, as it is for copying: to be decoded it comes
    /// with its header.</summary>
    private sealed class FlippingSource(byte[] bytes, PageEntry page) : IRangeSource
    {
        private readonly MemoryRangeSource _source = new(bytes, "input");

        public bool HasFlipped { get; private set; }

        public string Name => "input";

        public long Length => bytes.Length;

        public void ReadExactly(long offset, Span<byte> destination)
        {
            _source.ReadExactly(offset, destination);
            if (offset == page.BodyOffset && destination.Length == page.Header.CompressedSize)
            {
                destination[destination.Length / 2] ^= 1;
                HasFlipped = true;
            }
        }

        public void Dispose()
        {
        }
    }
}
