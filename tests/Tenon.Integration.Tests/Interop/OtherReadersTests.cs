using System.Text.Json;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;

namespace Tenon.Integration.Tests.Interop;

public sealed class OtherReadersTests(WrittenFiles files) : IClassFixture<WrittenFiles>
{
    // Goal: what we write is what others read, value by value.
    // Method: a reader makes one text of each row of each column; their digests are compared with those of what was written.
    [Theory]
    [InlineData("duckdb")]
    [InlineData("hyparquet")]
    [InlineData("polars")]
    [InlineData("wasm")]
    public void Another_reader_finds_what_was_written(string reader)
    {
        List<JsonElement> answers = Node.Run("read.mjs", [reader, .. files.All.Select(file => file.Path)]);
        Assert.Equal(files.All.Count, answers.Count);
        var differences = new List<string>();
        var limits = new Dictionary<string, bool>();
        int compared = 0;
        foreach ((WrittenFile file, JsonElement answer) in files.All.Zip(answers))
        {
            string? difference = Difference(file, answer);
            if (ReaderLimits.ReasonFor(reader, file) is { } limit)
            {
                limits[limit] = limits.GetValueOrDefault(limit) || difference is not null;
                continue;
            }

            compared++;
            if (difference is not null)
            {
                differences.Add($"{file.Name}: {difference}");
            }
        }

        // A limit that nothing shows any more hides files for no reason.
        differences.AddRange(limits.Where(limit => !limit.Value).Select(limit => $"it no longer {limit.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{reader}: {compared} files compared of {files.All.Count}");
        Assert.True(differences.Count == 0, $"{differences.Count} of {files.All.Count} files differ:\n{string.Join('\n', differences)}");
    }

    private static string? Difference(WrittenFile file, JsonElement answer)
    {
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            return error.GetString()!.Split('\n')[0]; // An error is a text.
        }

        if (answer.GetProperty("rows").GetInt32() != file.Table.RowCount)
        {
            return $"{answer.GetProperty("rows")} rows of {file.Table.RowCount}";
        }

        var wrong = new List<string>();
        foreach (SchemaNode field in file.Table.Schema.Root.Children)
        {
            if (answer.GetProperty("columns").GetProperty(field.Name).GetString() != CanonicalText.Digest(file.Table.Texts[field.Name]))
            {
                wrong.Add(field.Name);
            }
        }

        return wrong.Count == 0 ? null : "columns " + string.Join(", ", wrong);
    }
}
