using System.Text.Json;
using Tenon.Integration.Tests.Interop;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Tests;

/// <summary>DuckDB reads what was written, and finds the same rows in the order that is claimed.</summary>
public sealed class OtherReaderTests : IDisposable
{
    private readonly Workshop _shop = new();

    [Fact]
    public async Task DuckDB_finds_the_rows_of_the_source_in_order()
    {
        Node.Require();
        List<Point> points = Point.Random(Seed.Of(21), 3000, 1_700_000_000, 4000);
        points[0].Tags["env"] = "x"; // So that there is a tag at least.
        IngestSource source = Point.ToParquet(points, true);
        string file = Path.Combine(_shop.Folder, "in.parquet");
        using (Parquet.IRangeSource opened = source.Open())
        {
            byte[] bytes = new byte[opened.Length];
            opened.ReadExactly(0, bytes);
            await File.WriteAllBytesAsync(file, bytes);
        }

        IngestResult result = await _shop.IngestAsync(IndexConfig.Default("metrics-x") with { RowGroupPrefixLength = 2 }, IngestSource.OfFile(file));
        string splits = $"[{string.Join(',', result.Splits.Select(split => $"'{split.Path}'"))}]";
        string columns = string.Join(',', points.SelectMany(point => point.Tags.Keys).Distinct().Concat(["metric_name", "metric_type", "timestamp_secs", "value"]).Select(name => $"\"{name}\""));
        string given = $"SELECT {columns} FROM read_parquet('{file}')";
        string written = $"SELECT {columns} FROM read_parquet({splits}, union_by_name = true)";
        string[] questions =
        [
            $"SELECT count(*)::VARCHAR AS n FROM ({written})",
            $"SELECT count(*)::VARCHAR AS n FROM (({given} EXCEPT ALL {written}) UNION ALL ({written} EXCEPT ALL {given}))",
            .. result.Splits.Select(split =>
                "SELECT count(*)::VARCHAR AS n FROM (SELECT sorted_series AS s, timestamp_secs AS t, lag(sorted_series) OVER w AS ps, lag(timestamp_secs) OVER w AS pt "
                + $"FROM read_parquet('{split.Path}', file_row_number = true) WINDOW w AS (ORDER BY file_row_number)) WHERE ps > s OR (ps = s AND pt < t)"),
        ];
        string[] answers = [.. Node.Run("ask.mjs", questions).Select(Answer)];
        Assert.Equal(["3000", "0", .. result.Splits.Select(_ => "0")], answers);
    }

    public void Dispose() => _shop.Dispose();

    private static string Answer(JsonElement line) => line.TryGetProperty("rows", out JsonElement rows) ? rows[0][0].GetString()! : line.ToString(); // ask.mjs writes rows of texts.
}
