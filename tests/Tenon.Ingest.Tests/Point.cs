using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Keys;

namespace Tenon.Ingest.Tests;

/// <summary>A point of a metric, as a test thinks of it.</summary>
internal sealed record Point(string Name, byte Type, long Time, double Value, SortedDictionary<string, string> Tags)
{
    private static readonly string[] Keys = ["service", "env", "host", "region", "pod", "日本", "a b", "sum"];

    public long Series => TimeseriesId.Compute(SplitKind.Metrics, Name, Type, Tags);

    public static List<Point> Random(Random random, int count, long firstTime, int timeSpan)
    {
        int keys = random.Next(Keys.Length + 1);
        return [.. Enumerable.Range(0, count).Select(_ => new Point(
            $"metric.{random.Next(3)}",
            (byte)random.Next(5),
            firstTime + random.Next(timeSpan),
            random.Next(5) switch { 0 => double.NaN, 1 => -0.0, 2 => double.PositiveInfinity, _ => random.NextDouble() },
            new SortedDictionary<string, string>(
                Keys.Take(keys).Where(_ => random.Next(3) > 0).ToDictionary(key => key, _ => random.Next(6) switch { 0 => "", 1 => "日本\",\n'", int other => $"v{other}" }),
                StringComparer.Ordinal)))];
    }

    /// <summary>The slow and obvious order of a schema; equal rows stay as they were.</summary>
    public static List<Point> Sort(IEnumerable<Point> points, SortSchema schema) => [.. points.Order(Comparer<Point>.Create((x, y) => Compare(x, y, schema)))];

    public static string ToNdjson(IEnumerable<Point> points)
    {
        var text = new StringBuilder();
        foreach (Point point in points)
        {
            var json = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                writer.WriteStartObject();
                writer.WriteNumber("timestamp_secs", point.Time);
                foreach ((string key, string value) in point.Tags)
                {
                    writer.WriteString(key, value);
                }

                writer.WriteString("metric_name", point.Name);
                writer.WriteNumber("metric_type", point.Type);
                if (double.IsFinite(point.Value))
                {
                    writer.WriteNumber("value", point.Value);
                }
                else
                {
                    writer.WriteString("value", point.Value.ToString(CultureInfo.InvariantCulture));
                }

                writer.WriteEndObject();
            }

            text.Append(Encoding.UTF8.GetString(json.WrittenSpan)).Append('\n');
        }

        return text.ToString();
    }

    public static string ToCsv(IReadOnlyList<Point> points)
    {
        string[] tags = [.. points.SelectMany(point => point.Tags.Keys).Distinct()];
        var text = new StringBuilder(string.Join(',', tags.Select(Quote).Concat(["value", "metric_type", "metric_name", "timestamp_secs"]))).Append("\r\n");
        foreach (Point point in points)
        {
            IEnumerable<string> fields = tags.Select(tag => point.Tags.TryGetValue(tag, out string? value) ? Quote(value) : "")
                .Concat([point.Value.ToString("R", CultureInfo.InvariantCulture), $"{point.Type}", point.Name, $"{point.Time}"]);
            text.Append(string.Join(',', fields)).Append("\r\n");
        }

        return text.ToString();
    }

    public static IngestSource ToParquet(IReadOnlyList<Point> points, bool nullable)
    {
        string[] tags = [.. points.SelectMany(point => point.Tags.Keys).Distinct()];
        SchemaField Field(string name, LeafType type) => nullable ? SchemaField.Optional(name, type) : SchemaField.Required(name, type);
        ParquetSchema schema = SchemaBuilder.Build(
        [
            .. tags.Select(tag => SchemaField.Optional(tag, LeafType.String)),
            Field("timestamp_secs", LeafType.Integer(64, false)), Field("value", LeafType.Double),
            Field("metric_type", LeafType.Integer(8, false)), Field("metric_name", LeafType.String),
        ]);
        return Workshop.Parquet(schema, writer =>
        {
            foreach (Point[] group in points.Chunk(1000))
            {
                for (int i = 0; i < tags.Length; i++)
                {
                    writer.Columns[i].Write((ReadOnlySpan<string?>)group.Select(point => point.Tags.GetValueOrDefault(tags[i])).ToArray());
                }

                writer["timestamp_secs"].Write<long>(group.Select(point => point.Time).ToArray());
                writer["value"].Write<double>(group.Select(point => point.Value).ToArray());
                writer["metric_type"].Write<int>(group.Select(point => (int)point.Type).ToArray());
                writer["metric_name"].Write((ReadOnlySpan<string?>)group.Select(point => point.Name).ToArray());
                writer.EndRowGroup();
            }
        });
    }

    /// <summary>What must be in a split for this point, as text.</summary>
    public string Text(SortSchema schema)
    {
        var key = new ArrayBufferWriter<byte>();
        var encoder = new SortedSeriesEncoder(schema);
        encoder.Write([.. schema.Columns.Take(encoder.ColumnCount).Select(column => ValueOf(column.Name))], Series, key);
        return Text(Name, Type, Time, BitConverter.DoubleToInt64Bits(Value), Series, Convert.ToHexString(key.WrittenSpan), Tags);
    }

    /// <summary>The same of a row that was read.</summary>
    public static string Text(Dictionary<string, object> row) => Text(
        row["metric_name"],
        row["metric_type"],
        row["timestamp_secs"],
        BitConverter.DoubleToInt64Bits((double)row["value"]),
        row["timeseries_id"],
        Convert.ToHexString((byte[])row["sorted_series"]),
        new SortedDictionary<string, string>(
            row.Where(field => field.Key is not ("metric_name" or "metric_type" or "timestamp_secs" or "value" or "timeseries_id" or "sorted_series"))
                .ToDictionary(field => field.Key, field => (string)field.Value),
            StringComparer.Ordinal));

    private SortValue ValueOf(string column) =>
        column == "metric_name" ? SortValue.OfText(Name)
        : column == "metric_type" ? SortValue.OfInt64(Type)
        : Tags.TryGetValue(column, out string? value) ? SortValue.OfText(value) : SortValue.Null;

    private static string Text(object name, object type, object time, long value, object series, string key, SortedDictionary<string, string> tags) =>
        FormattableString.Invariant($"{name}|{type}|{time}|{value}|{series}|{key}|{string.Join(';', tags.Select(tag => $"{tag.Key}={tag.Value}"))}");

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static int Compare(Point x, Point y, SortSchema schema)
    {
        foreach (SortSchemaColumn column in schema.Columns)
        {
            int order = column.Name switch
            {
                "timeseries_id" => x.Series.CompareTo(y.Series),
                "timestamp_secs" => x.Time.CompareTo(y.Time),
                _ => CompareValues(x.ValueOf(column.Name), y.ValueOf(column.Name), column.Descending),
            };
            if (order != 0)
            {
                return column.Descending && column.Name is "timestamp_secs" or "timeseries_id" ? (column.Descending ? -order : order) : order;
            }
        }

        return 0;
    }

    private static int CompareValues(SortValue x, SortValue y, bool descending)
    {
        if (x.Kind == SortValueKind.Null || y.Kind == SortValueKind.Null)
        {
            return x.Kind == y.Kind ? 0 : x.Kind == SortValueKind.Null ? 1 : -1;
        }

        int order = x.Kind == SortValueKind.Text ? x.Utf8.Span.SequenceCompareTo(y.Utf8.Span) : x.Int64.CompareTo(y.Int64);
        return descending ? -order : order;
    }
}
