using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Acceptance;

public sealed class CorpusTests
{
    // Read on its own: two strings of a gigabyte.
    private const string LargeFile = "data/large_string_map.brotli.parquet";

    private static readonly ParquetReaderOptions WithoutChecksums = new() { VerifyChecksums = false };

    // Goal: what we decode is what DuckDB decodes, in every column that it reads.
    // Method: render our values as DuckDB casts them to text, and compare the published checksum of each column.
    [Fact]
    public void Columns_have_the_content_that_DuckDB_sees()
    {
        string folder = Corpus.Require();
        using var pool = new BufferPool();
        var problems = new List<string>();
        int verified = 0;
        foreach (IGrouping<string, Dictionary<string, string>> expected in Csv.ReadRows(Path.Combine(folder, "CHECKSUMS.csv")).GroupBy(row => row["file"]))
        {
            if (expected.Key == LargeFile)
            {
                continue;
            }

            using ParquetFile file = ParquetFile.Open(Path.Combine(folder, expected.Key), pool, WithoutChecksums);
            Dictionary<string, (string Md5, int NonNull)> found = Checksums(file, pool);
            foreach (Dictionary<string, string> row in expected)
            {
                (string Md5, int NonNull) ours = found[row["column"]];
                if (ours == (row["md5"], int.Parse(row["non_null"], CultureInfo.InvariantCulture)))
                {
                    verified++;
                }
                else
                {
                    problems.Add($"{expected.Key} {row["column"]} ({row["duckdb_type"]}): {ours}, published {row["non_null"]} values, {row["md5"]}");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{verified} columns verified, {problems.Count} differ");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Equal(448, verified); // All of CHECKSUMS.csv but the large file's one.
    }

    // Goal: nothing in the corpus that the manifest calls readable is refused, and its pages agree with its indexes.
    // Method: read every column in batches and every row; count; compare each offset index with the page headers.
    [Fact]
    public void Every_readable_file_gives_the_manifests_rows_and_whole_columns()
    {
        string folder = Corpus.Require();
        using var pool = new BufferPool();
        int files = 0;
        foreach (Dictionary<string, string> row in Csv.ReadRows(Path.Combine(folder, "MANIFEST.csv")))
        {
            if (row["category"] == "encrypted" || row["file"] == LargeFile)
            {
                continue;
            }

            files++;
            using ParquetFile file = ParquetFile.Open(Path.Combine(folder, row["file"]), pool, WithoutChecksums);
            Assert.Equal(row["rows"], file.Metadata.RowCount.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(row["row_groups"], file.Metadata.RowGroups.Count.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(row["leaf_columns"], file.Schema.Columns.Count.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(row["created_by"], file.Metadata.CreatedBy ?? "");
            Assert.Equal(row["page_index"] == "yes", HasIndex(file));
            Assert.Equal(row["bloom_filter"] == "yes", file.Metadata.RowGroups.Any(group => group.Columns.Any(chunk => chunk.BloomFilterOffset is not null)));
            Assert.Equal(row["max_def"], file.Schema.Columns.Max(column => column.MaxDefinitionLevel).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(row["max_rep"], file.Schema.Columns.Max(column => column.MaxRepetitionLevel).ToString(CultureInfo.InvariantCulture));
            CheckColumns(file, pool);
            using var reader = new RecordReader(file, pool);
            long rows = 0;
            while (reader.Read() is not null)
            {
                rows++;
            }

            Assert.Equal(file.RowCount, rows);
        }

        Assert.Equal(142, files);
        Assert.Equal(0, pool.RentedBytes);
    }

    [Fact]
    public void Encrypted_files_and_columns_are_refused_by_that_word()
    {
        string folder = Corpus.Require();
        using var pool = new BufferPool();
        int refused = 0;
        foreach (Dictionary<string, string> row in Csv.ReadRows(Path.Combine(folder, "MANIFEST.csv")).Where(row => row["category"] == "encrypted"))
        {
            string path = Path.Combine(folder, row["file"]);
            ParquetFormatException error = Assert.Throws<ParquetFormatException>(() =>
            {
                using ParquetFile file = ParquetFile.Open(path, pool);
                int column = file.Metadata.RowGroups[0].Columns.Index().First(pair => pair.Item.IsEncrypted).Index;
                file.OpenColumn(0, column);
            });
            Assert.Contains("encrypted", error.Problem, StringComparison.Ordinal);
            Assert.Equal(path, error.File);
            refused++;
        }

        Assert.Equal(9, refused);
    }

    [Theory]
    [InlineData("data/datapage_v1-corrupt-checksum.parquet", 2)]
    [InlineData("data/rle-dict-uncompressed-corrupt-checksum.parquet", 2)]
    public void A_wrong_checksum_is_an_error_with_its_place_unless_checksums_are_not_asked_for(string name, int columns)
    {
        string path = Path.Combine(Corpus.Require(), name);
        using var pool = new BufferPool();
        using (ParquetFile file = ParquetFile.Open(path, pool))
        {
            ParquetFormatException[] errors = [.. Enumerable.Range(0, columns).Select(column => Assert.Throws<ParquetFormatException>(() => ReadAll(file, column, pool)))];
            Assert.All(errors, error => Assert.Contains("checksum", error.Problem, StringComparison.Ordinal));
            Assert.Equal(file.Schema.Columns.Select(column => column.DottedPath), errors.Select(error => error.Column));
            Assert.All(errors, error => Assert.Equal((path, 0, true), (error.File, error.RowGroup, error.Offset > 0)));
        }

        using ParquetFile trusting = ParquetFile.Open(path, pool, WithoutChecksums);
        Assert.All(Enumerable.Range(0, columns), column => Assert.Equal(trusting.RowCount, ReadAll(trusting, column, pool)));
    }

    [Theory]
    [InlineData("delta_binary_packed")]
    [InlineData("delta_byte_array")]
    [InlineData("delta_encoding_optional_column")]
    public void Delta_encoded_files_equal_their_published_tables(string name)
    {
        string folder = Path.Combine(Corpus.Require(), "data");
        List<string[]> expected = Csv.Parse(File.ReadAllText(Path.Combine(folder, name + "_expect.csv")));
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(Path.Combine(folder, name + ".parquet"), pool);
        using var reader = new RecordReader(file, pool);
        Assert.Equal(expected[0].Select(column => column.Trim()), file.Schema.Columns.Select(column => column.DottedPath));
        foreach (string[] row in expected.Skip(1))
        {
            object?[]? found = reader.Read();
            Assert.NotNull(found);
            Assert.Equal(row, found.Select(value => value is byte[] text ? Encoding.UTF8.GetString(text) : Convert.ToString(value, CultureInfo.InvariantCulture)));
        }

        Assert.Null(reader.Read());
    }

    // Files that DuckDB does not read. Each holds its expectation in itself or beside it.
    [Fact]
    public void Byte_stream_split_columns_equal_their_plain_twins()
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(Path.Combine(Corpus.Require(), "data/byte_stream_split_extended.gzip.parquet"), pool);
        using var reader = new RecordReader(file, pool);
        (int Plain, int Split)[] twins = [.. file.Schema.Columns.Where(column => column.DottedPath.EndsWith("_plain", StringComparison.Ordinal))
            .Select(plain => (plain.Index, file.Schema.Columns.Single(split => split.DottedPath == plain.DottedPath.Replace("_plain", "_byte_stream_split", StringComparison.Ordinal)).Index))];
        Assert.Equal(7, twins.Length);
        int rows = 0;
        while (reader.Read() is object?[] row)
        {
            rows++;
            Assert.All(twins, twin => Assert.Equal(row[twin.Plain], row[twin.Split]));
        }

        Assert.Equal(200, rows);
    }

    [Fact]
    public void The_three_formats_called_LZ4_give_the_same_table()
    {
        string folder = Path.Combine(Corpus.Require(), "data");
        using var pool = new BufferPool();
        string[] tables = [.. ((string[])["lz4_raw_compressed", "hadoop_lz4_compressed", "non_hadoop_lz4_compressed"]).Select(name => Table(Path.Combine(folder, name + ".parquet"), pool))];
        Assert.Equal("1593604800 abc 42\n1593604800 def 7.7\n1593604801 abc 42.125\n1593604801 def 7.7\n", tables[0]);
        Assert.Equal(tables[0], tables[1]);
        Assert.Equal(tables[0], tables[2]);

        string[] larger = Table(Path.Combine(folder, "hadoop_lz4_compressed_larger.parquet"), pool).Split('\n');
        Assert.Equal("c7ce6bef-d5b0-4863-b199-8ea8c7fb117b", larger[0]);
        Assert.Equal("85440778-460a-41ac-aa2e-ac3ee41696bf", larger[9999]);
    }

    // A chunk of 2 GiB: two pages of one string of 1 GiB each, brotli. Takes about 10 s and 1.1 GB of memory.
    [Fact]
    [Trait("Speed", "Slow")]
    public void A_column_of_two_gibibytes_is_read_page_by_page()
    {
        string folder = Corpus.Require();
        using var pool = new BufferPool(idleLimitBytes: 0);
        using ParquetFile file = ParquetFile.Open(Path.Combine(folder, LargeFile), pool);
        using var keys = new ColumnReader(file, 0, pool);
        using var values = new ColumnReader(file, 1, pool);
        Assert.True(values.ReadBatch());
        var parts = new StringBuilder();
        int entry = 0;
        while (keys.ReadBatch())
        {
            foreach (ByteArrayRef key in keys.ByteArrays)
            {
                parts.Append(Md5OfEntry(key.Span, values.Values<int>()[entry++]));
            }
        }

        Dictionary<string, string> expected = Csv.ReadRows(Path.Combine(folder, "CHECKSUMS.csv")).Single(row => row["file"] == LargeFile);
        Assert.Equal(expected["md5"], Md5(Encoding.ASCII.GetBytes(parts.ToString())));
        Assert.InRange(pool.PeakBytes, 1L << 30, (1L << 30) + (16 << 20)); // One page and little more.
    }

    private static bool HasIndex(ParquetFile file) =>
        file.Metadata.RowGroups.Any(group => group.Columns.Any(chunk => chunk.OffsetIndexOffset is not null || chunk.ColumnIndexOffset is not null));

    private static void CheckColumns(ParquetFile file, BufferPool pool)
    {
        for (int column = 0; column < file.Schema.Columns.Count; column++)
        {
            Assert.Equal(file.Metadata.RowGroups.Sum(group => group.Columns[column].ValueCount), ReadAll(file, column, pool));
            for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
            {
                OffsetIndex? offsets = file.ReadOffsetIndex(group, column);
                ColumnIndex? bounds = file.ReadColumnIndex(group, column);
                Assert.True(bounds is null || offsets is null || bounds.NullPages.Count == offsets.Pages.Count);
                using ColumnChunkPages pages = file.OpenColumn(group, column);
                for (int page = 0; pages.TryReadHeader(out PageEntry entry); page++)
                {
                    Assert.Equal(page, entry.Ordinal);
                    if (offsets is not null)
                    {
                        Assert.Equal((entry.HeaderOffset, (long)offsets.Pages[page].CompressedPageSize), (offsets.Pages[page].Offset, entry.EndOffset - entry.HeaderOffset));
                    }

                    // One file's required column claims pages of only nulls.
                    if (bounds?.NullPages[page] == true && pages.Column.MaxDefinitionLevel > 0)
                    {
                        using DataPage data = pages.ReadPage(entry);
                        byte[] levels = new byte[data.LevelCount];
                        Assert.Equal(0, data.ReadLevels(levels.Length, data.Column.MaxRepetitionLevel > 0 ? new byte[levels.Length] : [], levels));
                    }
                }
            }
        }
    }

    private static long ReadAll(ParquetFile file, int column, BufferPool pool)
    {
        using var reader = new ColumnReader(file, column, pool);
        long levels = 0;
        while (reader.ReadBatch())
        {
            levels += reader.LevelCount;
        }

        return levels;
    }

    private static string Table(string path, BufferPool pool)
    {
        using ParquetFile file = ParquetFile.Open(path, pool);
        using var reader = new RecordReader(file, pool);
        var text = new StringBuilder();
        while (reader.Read() is object?[] row)
        {
            text.AppendJoin(' ', row.Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    private static Dictionary<string, (string Md5, int NonNull)> Checksums(ParquetFile file, BufferPool pool)
    {
        IReadOnlyList<SchemaNode> fields = file.Schema.Root.Children;
        StringBuilder[] parts = [.. fields.Select(_ => new StringBuilder())];
        int[] present = new int[fields.Count];
        using var reader = new RecordReader(file, pool);
        var text = new ArrayBufferWriter<byte>();
        while (reader.Read() is object?[] row)
        {
            for (int i = 0; i < fields.Count; i++)
            {
                text.ResetWrittenCount();
                bool isText = row[i] is object value && DuckDbText.TryWrite(text, fields[i], value);
                present[i] += isText ? 1 : 0;
                parts[i].Append(isText ? Md5(text.WrittenSpan) : "N");
            }
        }

        return fields.Select((field, i) => (field, i))
            .ToDictionary(pair => pair.field.Name, pair => (Md5(Encoding.ASCII.GetBytes(parts[pair.i].ToString())), present[pair.i]));
    }

#pragma warning disable CA5351 // The published checksums are MD5; nothing is protected by them.
    private static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    // The text of a map with one entry, hashed in pieces because it is longer than an array may be.
    private static string Md5OfEntry(ReadOnlySpan<byte> key, int value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData("{"u8);
        hash.AppendData(key);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"={value}}}")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
#pragma warning restore CA5351
}
