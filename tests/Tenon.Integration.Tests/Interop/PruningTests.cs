using System.Globalization;
using System.Text.Json;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Integration.Tests.Interop;

public sealed class PruningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-pruning-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    // Goal: nobody who trusts our statistics, page index and Bloom filters misses a row (F52), NaN and signed zeros included (F51).
    // Method: every type, rising, falling and in no order, in many row groups and pages; each question is asked with and without pruning.
    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    public void F51_F52_Pruning_by_our_statistics_gives_what_a_full_scan_gives(string reader)
    {
        Node.Require();
        Random random = Seed.Of(5);
        var names = new List<string>();
        var paths = new List<string>();
        foreach ((string name, LeafType type) in Parquet.Tests.Tables.LeafTypes.All)
        {
            foreach (int direction in (int[])[1, -1, 0])
            {
                ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("required", type), SchemaField.Optional("optional", type));
                TableData table = SortedTable.Sort(TableGenerator.Make(schema, random, 1200, 0.2), direction);
                names.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {direction}"));
                paths.Add(Write(table, (PageStyle)random.Next(3), random));
            }
        }

        List<JsonElement> answers = Node.Run("prune.mjs", [reader, .. paths]);
        var wrong = names.Zip(answers).SelectMany(pair => pair.Second.GetProperty("wrong").EnumerateArray().Select(text => $"{pair.First}: {text}")).ToList();
        int asked = answers.Sum(answer => answer.GetProperty("checked").GetInt32());
        TestContext.Current.TestOutputHelper?.WriteLine($"{reader}: {asked} questions");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {asked} questions answered otherwise:\n{string.Join('\n', wrong)}");
        Assert.True(asked > 1000);
    }

    // Goal: the page index is really used, so that the test above means something.
    // Method: count the bytes that hyparquet reads to find one value of a sorted column in one row group of many pages.
    [Fact]
    public void A_reader_that_knows_the_page_index_reads_few_pages()
    {
        Node.Require();
        Random random = Seed.Of(8);
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("number", LeafType.Int64));
        var table = new TableData(schema, 20_000);
        for (int row = 0; row < table.RowCount; row++)
        {
            table.Columns[0].Add(0, 0, BitConverter.GetBytes((row * 1000L) + random.Next(1000)));
        }

        string path = Write(table, PageStyle.Values, random, rowsOfGroup: 20_000, rowsOfPage: 1000);
        JsonElement answer = Assert.Single(Node.Run("prune.mjs", "hyparquet", path));
        Assert.True(answer.GetProperty("bytes").GetInt64() * 3 < answer.GetProperty("allBytes").GetInt64(), $"nothing was pruned: {answer}");
    }

    // Goal: the filters deny no value that is there, and most that are not: that their size holds the promised rate.
    // Method: DuckDB probes 300 present and 300 absent values of each row group.
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    public void DuckDB_finds_what_is_there_in_our_Bloom_filters_and_little_else(double rate)
    {
        Node.Require();
        Random random = Seed.Of(6);
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("number", LeafType.Int64), SchemaField.Optional("text", LeafType.String));
        var table = new TableData(schema, 3000);
        for (int row = 0; row < table.RowCount; row++)
        {
            // Even numbers are present, odd ones absent.
            table.Columns[0].Add(0, 0, BitConverter.GetBytes(row * 2L));
            table.Columns[1].Add(0, 1, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"v{row * 2}")));
        }

        foreach (PageStyle style in (PageStyle[])[PageStyle.Values, PageStyle.Dictionary, PageStyle.DictionaryThenValues])
        {
            string path = Path.Combine(_folder, $"bloom {style}.parquet");
            using (FileStream stream = File.Create(path))
            {
                TableWriter.Write(stream, table, _ => new ColumnWriterOptions { WriteBloomFilter = true, BloomFalsePositiveRate = rate }, _ => style, 3000, () => random.Next(50, 400));
            }

            string[] questions =
            [
                .. Enumerable.Range(0, 300).SelectMany(i => (string[])[$"{i * 20}", $"{(i * 20) + 1}"]).Select(value => $"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{path}', 'number', {value})"),
                .. Enumerable.Range(0, 300).SelectMany(i => (string[])[$"{i * 20}", $"{(i * 20) + 1}"]).Select(value => $"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{path}', 'text', 'v{value}')"),
            ];
            bool[] excluded = [.. Node.Run("ask.mjs", questions).Select(answer => answer.GetProperty("rows")[0][0].GetBoolean())];
            Assert.DoesNotContain(true, excluded.Where((_, i) => i % 2 == 0));
            double passed = excluded.Where((_, i) => i % 2 == 1).Count(isExcluded => !isExcluded) / 600.0;

            // Six standard deviations above the promised rate.
            Assert.True(passed <= rate + (6 * Math.Sqrt(rate * (1 - rate) / 600)), $"{style}: {passed:P1} of absent values pass; {rate:P1} were promised");
        }
    }

    [Fact]
    public void DuckDB_shows_the_statistics_that_the_data_has()
    {
        Node.Require();
        Random random = Seed.Of(7);
        var questions = new List<string>();
        var names = new List<string>();
        foreach ((string name, LeafType type) in Parquet.Tests.Tables.LeafTypes.All)
        {
            // Of the others DuckDB shows no bounds, or shows them as numbers.
            if (type.Physical is PhysicalType.Int96 or PhysicalType.FixedLenByteArray or PhysicalType.Float or PhysicalType.Double || type.Logical is { Kind: LogicalTypeKind.Decimal } || name is "bytes" or "string" or "enum" or "timestamp_ns")
            {
                continue;
            }

            ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("required", type), SchemaField.Optional("optional", type));
            string path = Write(TableGenerator.Make(schema, random, 900, 0.5), PageStyle.DictionaryThenValues, random, rowsOfGroup: 1000);
            foreach (string column in (string[])["required", "optional"])
            {
                names.Add($"{name} {column}");
                questions.Add(
                    $"SELECT min({column})::VARCHAR, max({column})::VARCHAR, count(*) - count({column}), any_value(m.lo), any_value(m.hi), any_value(m.absent) FROM read_parquet('{path}'), "
                    + $"(SELECT stats_min_value::VARCHAR lo, stats_max_value::VARCHAR hi, stats_null_count absent FROM parquet_metadata('{path}') WHERE path_in_schema = '{column}') m");
            }
        }

        foreach ((string name, JsonElement answer) in names.Zip(Node.Run("ask.mjs", questions)))
        {
            Assert.True(answer.TryGetProperty("rows", out JsonElement rows), $"{name}: {answer}");
            JsonElement row = rows[0];
            Assert.True(
                row[0].ToString() == row[3].ToString() && row[1].ToString() == row[4].ToString() && row[2].ToString() == row[5].ToString(),
                $"{name}: the data has {row[0]}, {row[1]} and {row[2]} nulls; the file says {row[3]}, {row[4]} and {row[5]}");
        }
    }

    private string Write(TableData table, PageStyle style, Random random, int rowsOfGroup = 300, int rowsOfPage = 60)
    {
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Directory.GetFiles(_folder).Length}.parquet"));
        using FileStream stream = File.Create(path);
        TableWriter.Write(
            stream, table, column => new ColumnWriterOptions { WriteBloomFilter = HasUsableFilter(column), StatisticsTruncateBytes = 16 }, _ => style, rowsOfGroup, () => random.Next(rowsOfPage / 3, rowsOfPage));
        return path;
    }

    // DuckDB 1.5.6 looks for other bytes than the column's in the filters of BLOB and FLOAT16 columns, whoever wrote them.
    private static bool HasUsableFilter(ColumnDescriptor column)
    {
        LogicalType? logical = column.Node.Element.LogicalType;
        bool isBlob = column.Type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray && logical is null;
        return column.Type != PhysicalType.Boolean && !isBlob && logical?.Kind != LogicalTypeKind.Float16;
    }
}
