using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tenon.Parquet.Memory;
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
#pragma warning restore CA5351
}
