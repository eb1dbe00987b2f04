using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;

namespace Tenon.Ingest.Tests;

/// <summary>Sketches: their lists, their own way to hash, and what is refused.</summary>
public sealed class SketchTests : IDisposable
{
    private const string Good = """{"metric_name":"latency","timestamp_secs":1700000001,"count":3,"sum":1.5,"min":-1,"max":"NaN","flags":4294967295,"keys":[-32768,0,32767],"counts":[1,0,18446744073709551615],"host":"a"}""";

    private static readonly IndexConfig Config = IndexConfig.Default("sketches-x");

    private readonly Workshop _shop = new();

    [Fact]
    public async Task A_sketch_is_kept_as_it_is()
    {
        IngestResult result = await _shop.IngestAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good + "\n" + Good.Replace("[-32768,0,32767]", "[]", StringComparison.Ordinal).Replace("[1,0,18446744073709551615]", "[]", StringComparison.Ordinal)));
        IngestedSplit split = Assert.Single(result.Splits);
        List<Dictionary<string, object>> rows = Workshop.Rows(split.Path);
        Assert.Equal(SplitKind.Sketches, split.Metadata.Kind);
        Assert.Equal([-32768, 0, 32767], ((IEnumerable<object>)rows[0]["keys"]).Select(Convert.ToInt32));
        Assert.Equal(["1", "0", "18446744073709551615"], ((IEnumerable<object>)rows[0]["counts"]).Select(count => $"{unchecked((ulong)Convert.ToInt64(count is ulong u ? unchecked((long)u) : count))}"));
        Assert.Empty((IEnumerable<object>)rows[1]["keys"]);
        Assert.Equal(TimeseriesId.Compute(SplitKind.Sketches, "latency", 4, [KeyValuePair.Create("host", "a")]), rows[0]["timeseries_id"]);
        Assert.Equal(["host", "metric_name", "timeseries_id", "timestamp_secs", "sorted_series", "count", "counts", "flags", "keys", "max", "min", "sum"], Workshop.With(split.Path, (_, file) => file.Schema.Root.Children.Select(child => child.Name).Order(Comparer<string>.Create((x, y) => Place(x).CompareTo(Place(y)))).ToArray()));
        Assert.Equal("item", Workshop.With(split.Path, (_, file) => file.Schema.Columns.First(column => column.Path[0] == "keys").Path[^1]));

        static string Place(string name) => name is "host" or "metric_name" or "timeseries_id" or "timestamp_secs" ? "0" + name : name == "sorted_series" ? "1" : "2" + name;
    }

    [Fact]
    public async Task CSV_and_Parquet_say_the_same()
    {
        IngestResult json = await _shop.IngestAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good));
        IngestResult csv = await _shop.IngestAsync(Config, Workshop.Text(
            IngestFormat.Csv,
            "host,metric_name,timestamp_secs,count,sum,min,max,flags,keys,counts\na,latency,1700000001,3,1.5,-1,NaN,4294967295,\"[-32768, 0,32767]\",\"[1,0,18446744073709551615]\"\n"));
        IngestResult parquet = await _shop.IngestAsync(Config, Lists(isNullable: true, [-32768, 0, 32767], [2, 3, 3, 3], [1, 0, -1], [2, 3, 3, 3]));
        Assert.Equal(json.Splits[0].Digest, csv.Splits[0].Digest);
        Assert.Equal(File.ReadAllBytes(json.Splits[0].Path), File.ReadAllBytes(csv.Splits[0].Path));
        Assert.Equal(File.ReadAllBytes(json.Splits[0].Path), File.ReadAllBytes(parquet.Splits[0].Path));
    }

    [Theory]
    [InlineData("\"counts\":[1,0,18446744073709551615]", "\"counts\":[1,0]", "in.txt, line 1, column 'counts': 2 counts; one for each of the 3 keys is expected")]
    [InlineData("-32768", "-32769", "column 'keys': [-32769,0,32767]")]
    [InlineData("18446744073709551615", "18446744073709551616", "column 'counts'")]
    [InlineData("[1,0,", "[1,null,", "column 'counts'")]
    [InlineData("\"keys\":[-32768,0,32767]", "\"keys\":null", "column 'keys': null; a list is expected")]
    [InlineData("\"keys\":[-32768,0,32767],", "", "column 'keys': null; a list is expected")]
    [InlineData("4294967295", "4294967296", "column 'flags'")]
    [InlineData("\"count\":3", "\"count\":-3", "column 'count'")]
    [InlineData("\"count\":3", "\"count\":3.0", "column 'count'")]
    public async Task A_sketch_that_is_none_is_refused(string part, string other, string expected) =>
        Assert.Contains(expected, await _shop.RefusalAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good.Replace(part, other, StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public async Task A_null_in_a_list_of_a_Parquet_file_is_refused() =>
        Assert.Contains("row 0, column 'keys': a null in a list", await _shop.RefusalAsync(Config, Lists(isNullable: true, [5], [2, 3], [1, 0], [3, 3])), StringComparison.Ordinal);

    public void Dispose() => _shop.Dispose();

    // Lists as other writers write them: nullable, with nullable items. The first definition level is not used.
    private static IngestSource Lists(bool isNullable, int[] keys, byte[] keyLevels, long[] counts, byte[] countLevels)
    {
        SchemaField List(string name, LeafType type) => SchemaField.List(name, isNullable, SchemaField.Optional("element", type));
        ParquetSchema schema = SchemaBuilder.Build(
        [
            SchemaField.Optional("host", LeafType.String), SchemaField.Optional("metric_name", LeafType.String), SchemaField.Optional("timestamp_secs", LeafType.Integer(64, false)),
            SchemaField.Optional("count", LeafType.Integer(64, false)), SchemaField.Optional("sum", LeafType.Double), SchemaField.Optional("min", LeafType.Double), SchemaField.Optional("max", LeafType.Double),
            SchemaField.Optional("flags", LeafType.Integer(32, false)), List("keys", LeafType.Integer(16, true)), List("counts", LeafType.Integer(64, false)),
        ]);
        return Workshop.Parquet(schema, writer =>
        {
            writer["host"].Write((ReadOnlySpan<string?>)["a"]);
            writer["metric_name"].Write((ReadOnlySpan<string?>)["latency"]);
            writer["timestamp_secs"].Write<long>([1_700_000_001]);
            writer["count"].Write<long>([3]);
            writer["sum"].Write<double>([1.5]);
            writer["min"].Write<double>([-1]);
            writer["max"].Write<double>([double.NaN]);
            writer["flags"].Write<int>([-1]);
            byte[] keyDefinition = keyLevels.Length > keys.Length + 1 || keys.Length == 1 ? keyLevels : keyLevels[1..];
            byte[] countDefinition = countLevels.Length > counts.Length ? countLevels[1..] : countLevels;
            writer.Columns[8].WriteLevels<int>(Repetition(keyDefinition.Length), keyDefinition, keys);
            writer.Columns[9].WriteLevels<long>(Repetition(countDefinition.Length), countDefinition, counts);
        });

        static byte[] Repetition(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i == 0 ? 0 : 1))];
    }
}
