using System.Text.Json;

namespace Tenon.Cli.Tests;

/// <summary>The commands that work on a data home: what they do, print, refuse and end with.</summary>
public sealed class HomeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-home-cli-").FullName;

    private string Home => Path.Join(_folder, "home");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_index_is_created_listed_described_and_deleted()
    {
        (int code, string text, _) = await RunAsync("index", "create", "metrics-a", "--merge-factor", "4", "--max-merge-factor", "6", "--retention", "90d", "--target-split-size", "1MiB");
        Assert.Equal((0, $"created index metrics-a (metrics) in {Home}\n"), (code, text));
        JsonElement created = await JsonAsync("index", "create", "trips", "--timestamp-column", "pickup", "--timestamp-unit", "milliseconds", "--column", "pickup:int64:required", "--column", "fare:float64", "--sort", "-pickup", "--partition-key", "pickup");
        Assert.Equal("table", created.GetProperty("kind").GetString());
        JsonElement definition = created.GetProperty("definition");
        Assert.Equal((900, "milliseconds", "-pickup"), (definition.GetProperty("window_duration_secs").GetInt32(), definition.GetProperty("timestamp_unit").GetString(), definition.GetProperty("sort_fields").GetString()));
        Assert.Equal(["metrics-a", "trips"], (await JsonAsync("index", "list")).GetProperty("indexes").EnumerateArray().Select(index => index.GetProperty("id").GetString()));
        JsonElement described = await JsonAsync("index", "describe", "metrics-a");
        JsonElement policy = described.GetProperty("index").GetProperty("definition").GetProperty("merge_policy");
        Assert.Equal((4, 6, 1 << 20), (policy.GetProperty("merge_factor").GetInt32(), policy.GetProperty("max_merge_factor").GetInt32(), policy.GetProperty("target_split_size_bytes").GetInt32()));
        Assert.Equal("90d", described.GetProperty("index").GetProperty("definition").GetProperty("retention_period").GetString());
        Assert.True(described.GetProperty("books").GetProperty("balanced").GetBoolean());
        Assert.Contains("0 rows ingested", (await RunAsync("index", "describe", "metrics-a")).Output, StringComparison.Ordinal);

        (code, _, string errors) = await RunAsync("index", "delete", "trips");
        Assert.Equal((2, "tenon: index trips has 0 rows in 0 splits, which are all deleted with it; say --yes to do that\n"), (code, errors));
        Assert.Equal(0, (await RunAsync("index", "delete", "trips", "--yes")).Code);
        (code, _, errors) = await RunAsync("index", "describe", "trips");
        Assert.Equal((2, $"tenon: {Home} has no index 'trips'; it has metrics-a\n"), (code, errors));
    }

    [Fact]
    public async Task A_definition_that_was_described_can_be_created_again()
    {
        await RunAsync("index", "create", "metrics-a", "--merge-factor", "4", "--late-data", "3600", "--compaction-start", "1700000000");
        string file = Path.Join(_folder, "definition.json");
        JsonElement definition = (await JsonAsync("index", "describe", "metrics-a")).GetProperty("index").GetProperty("definition");
        await File.WriteAllTextAsync(file, definition.GetRawText().Replace("\"metrics-a\"", "\"metrics-b\"", StringComparison.Ordinal));
        JsonElement again = (await JsonAsync("index", "create", "metrics-b", "--definition", file, "--max-merge-factor", "20")).GetProperty("definition");
        JsonElement policy = again.GetProperty("merge_policy");
        Assert.Equal((4, 20, 1_700_000_000), (policy.GetProperty("merge_factor").GetInt32(), policy.GetProperty("max_merge_factor").GetInt32(), policy.GetProperty("compaction_start_time").GetInt32()));
    }

    [Theory]
    [InlineData("index definition: index id '1': expected a letter", "index", "create", "1")]
    [InlineData("merge_policy.merge_factor is 1; at least 2 is expected", "index", "create", "metrics-x", "--merge-factor", "1")]
    [InlineData("merge_policy.max_merge_factor is 3; at least merge_factor, 10, is expected", "index", "create", "metrics-x", "--max-merge-factor", "3")]
    [InlineData("--merge-factor many: a whole number is expected", "index", "create", "metrics-x", "--merge-factor", "many")]
    [InlineData("window_duration_secs is 7; a divisor of 3600 is expected", "index", "create", "metrics-x", "--window", "7")]
    [InlineData("field 'retention_period' is 'soon'; ", "index", "create", "metrics-x", "--retention", "soon")]
    [InlineData("retention_period is 1.00:00:00; none is expected where there is no timestamp_column", "index", "create", "t", "--retention", "1d")]
    [InlineData("field 'kind' is 'logs'; metrics, sketches or table is expected", "index", "create", "t", "--kind", "logs")]
    [InlineData("--column a: NAME:TYPE or NAME:TYPE:required is expected", "index", "create", "t", "--column", "a")]
    [InlineData("partition_key has 'value'; metric_name or a tag is expected for metrics", "index", "create", "metrics-x", "--partition-key", "value")]
    [InlineData("sort_fields has 'b'; one of the declared columns is expected", "index", "create", "t", "--column", "a:string", "--sort", "b")]
    [InlineData("is no data home: it has no tenon.db", "index", "list")]
    [InlineData("is no data home: it has no tenon.db", "ingest", "metrics-x", "a.csv")]
    [InlineData("is no data home: it has no tenon.db", "gc")]
    [InlineData("is no data home: it has no tenon.db", "splits", "metrics-x")]
    [InlineData("is no data home: it has no tenon.db", "quarantine", "list")]
    public async Task What_makes_no_sense_is_refused_with_what_is_expected(string expected, params string[] arguments)
    {
        (int code, string text, string errors) = await RunAsync(arguments);
        Assert.Equal((2, ""), (code, text));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task A_second_index_of_one_name_is_refused()
    {
        await RunAsync("index", "create", "metrics-a");
        (int code, _, string errors) = await RunAsync("index", "create", "metrics-a");
        Assert.Equal(1, code);
        Assert.Contains("metrics-a", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_with_problems_are_refused_by_every_command()
    {
        await RunAsync("index", "create", "metrics-a");
        string settings = Path.Join(Home, "tenon.json");
        await File.WriteAllTextAsync(settings, """{ "merge": { "concurrency": 0 } }""");
        (int code, _, string errors) = await RunAsync("index", "list");
        Assert.Equal((2, $"tenon: {settings}: setting 'merge.concurrency' is '0'; a whole number from 1 to 64 is expected\n"), (code, errors));
        string other = Path.Join(_folder, "other.json");
        await File.WriteAllTextAsync(other, "{}");
        Assert.Equal(0, (await RunAsync("index", "list", "--config", other)).Code);
        Assert.Equal(2, (await RunAsync("index", "list", "--config", other + ".gone")).Code);
    }

    [Fact]
    public async Task Files_are_ingested_once_and_one_that_is_refused_holds_up_no_other()
    {
        await RunAsync("index", "create", "points", "--column", "id:int64", "--column", "name:string", "--sort", "id");
        string good = Write("good.ndjson", """{"id":2,"name":"b"}""" + "\n" + """{"id":1}""" + "\n");
        string csv = Write("more.csv", "id,name\n3,c\n");
        string bad = Write("bad.ndjson", """{"id":"x"}""");
        (int code, string text, string errors) = await RunAsync("ingest", "points", good, bad, csv);
        Assert.Equal(3, code);
        Assert.Contains($"{good}: 2 rows, 1 split\n", text, StringComparison.Ordinal);
        Assert.Contains($"{csv}: 1 rows, 1 split\n", text, StringComparison.Ordinal);
        Assert.Contains("bad.ndjson", errors, StringComparison.Ordinal);
        JsonElement again = await JsonAsync("ingest", "points", good, csv);
        Assert.Equal((0, 2, 0), (again.GetProperty("filesIngested").GetInt32(), again.GetProperty("filesKnown").GetInt32(), again.GetProperty("rows").GetInt32()));
        Assert.Contains("already ingested by ingest_table_", (await RunAsync("ingest", "points", good)).Output, StringComparison.Ordinal);
        JsonElement labelled = await JsonAsync("ingest", "points", good, "--again", "second");
        Assert.Equal(2, labelled.GetProperty("rows").GetInt32());
        Assert.Equal(5, (await JsonAsync("index", "describe", "points")).GetProperty("books").GetProperty("publishedRows").GetInt32());
        (code, _, errors) = await RunAsync("ingest", "points", Path.Join(_folder, "gone.csv"), Path.Join(_folder, "a.xml"));
        Assert.Equal(3, code);
        Assert.Contains("gone.csv does not exist", errors, StringComparison.Ordinal);
        Assert.Contains("its name ends in '.xml'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Splits_are_listed_by_what_they_are()
    {
        await RunAsync("index", "create", "metrics-a");
        string points = Write("points.ndjson", string.Concat(Enumerable.Range(0, 3).Select(i =>
            $$"""{"metric_name":"m","metric_type":0,"timestamp_secs":{{1_700_000_100 + (i * 900)}},"value":1}""" + "\n")));
        await RunAsync("ingest", "metrics-a", points);
        JsonElement all = (await JsonAsync("splits", "metrics-a")).GetProperty("splits");
        Assert.Equal(3, all.GetArrayLength());
        Assert.Equal("published", all[0].GetProperty("state").GetString());
        Assert.True(File.Exists(Path.Join(Home, "store", all[0].GetProperty("path").GetString())));
        Assert.Equal(1, await CountAsync("--window", "1700001000"));
        Assert.Equal(0, await CountAsync("--window", "1"));
        Assert.Equal(3, await CountAsync("--level", "0"));
        Assert.Equal(0, await CountAsync("--level", "1"));
        Assert.Equal(3, await CountAsync("--immature"));
        Assert.Equal(0, await CountAsync("--mature"));
        Assert.Equal(0, await CountAsync("--quarantined"));
        Assert.Equal(0, await CountAsync("--state", "retired"));
        Assert.Equal(3, await CountAsync("--state", "all"));
        Assert.Equal(2, await CountAsync("--limit", "2"));
        Assert.Contains("3 splits, 3 rows", (await RunAsync("splits", "metrics-a")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("splits", "metrics-a", "--state", "gone")).Code);
        Assert.Equal(2, (await RunAsync("splits", "metrics-a", "--mature", "--immature")).Code);
        Assert.Equal(2, (await RunAsync("splits", "metrics-a", "--level", "x")).Code);
        Assert.Equal(2, (await RunAsync("splits", "metrics-a", "--window", "x")).Code);

        async Task<int> CountAsync(params string[] filter) => (await JsonAsync(["splits", "metrics-a", .. filter])).GetProperty("splits").GetArrayLength();
    }

    [Fact]
    public async Task F41_What_is_in_quarantine_is_listed_released_or_dropped_by_an_operator()
    {
        await RunAsync("index", "create", "t", "--column", "id:int64");
        await RunAsync("ingest", "t", Write("a.csv", "id\n1\n2\n"), Write("b.csv", "id\n3\n"));
        string[] ids = [.. (await JsonAsync("splits", "t")).GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("id").GetString()!)];
        await using (var metastore = Metastore.Sqlite.SqliteMetastore.Open(Path.Join(Home, "tenon.db"), TimeProvider.System))
        {
            await metastore.QuarantineAsync([.. ids.Select(Tenon.Splits.SplitId.Parse)], "the disk ate it", default);
        }

        Assert.Equal(2, (await JsonAsync("quarantine", "list")).GetProperty("splits").GetArrayLength());
        Assert.Contains("the disk ate it", (await RunAsync("quarantine", "list", "t")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await JsonAsync("splits", "t", "--quarantined")).GetProperty("splits").GetArrayLength());
        JsonElement released = await JsonAsync("quarantine", "retry", ids[0]);
        Assert.Equal((2L, "released"), (released.GetProperty("rows").GetInt64(), released.GetProperty("action").GetString()));
        (int code, _, string errors) = await RunAsync("quarantine", "drop", ids[1], "--reason", "lost");
        Assert.Equal((2, "tenon: 1 rows of 1 splits would be taken out of the data for good; say --yes to do that\n"), (code, errors));
        Assert.Equal(2, (await RunAsync("quarantine", "drop", ids[1], "--yes")).Code); // No reason.
        Assert.Equal(1, (await RunAsync("quarantine", "drop", ids[0], "--reason", "lost", "--yes")).Code); // Not in quarantine.
        Assert.Contains("dropped 1 splits, 1 rows", (await RunAsync("quarantine", "drop", ids[1], "--reason", "lost", "--yes")).Output, StringComparison.Ordinal);
        JsonElement books = (await JsonAsync("index", "describe", "t")).GetProperty("books");
        Assert.Equal((2, 1, true), (books.GetProperty("publishedRows").GetInt32(), books.GetProperty("droppedRows").GetInt32(), books.GetProperty("balanced").GetBoolean()));
        Assert.Equal(2, (await RunAsync("quarantine", "retry", "x")).Code);
        Assert.Equal(2, (await RunAsync("quarantine", "retry", "table_01hav29d4xy3d462fs3d8k5q2h")).Code);
    }

    [Fact]
    public async Task Gc_collects_in_a_data_home_and_in_a_folder()
    {
        await RunAsync("index", "create", "t", "--column", "id:int64");
        await RunAsync("ingest", "t", Write("a.csv", "id\n1\n2\n"));
        await RunAsync("index", "delete", "t", "--yes");
        JsonElement early = await JsonAsync("gc");
        Assert.Equal((0, 1), (early.GetProperty("deleted").GetArrayLength(), early.GetProperty("waitingSplits").GetInt32()));
        Assert.Contains("would delete splits/t/", (await RunAsync("gc", "--grace", "0s", "--dry-run")).Output, StringComparison.Ordinal);
        (int code, string text, _) = await InProcess.RunAsync("gc", Home, "--grace", "0s");
        Assert.Equal(0, code);
        Assert.Contains("deleted 1 files", text, StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync("index", "list")).GetProperty("indexes").GetArrayLength());
        (code, _, string errors) = await RunAsync("gc", Path.Join(_folder, "nothing"));
        Assert.Equal(2, code);
        Assert.Contains("one folder is expected", errors, StringComparison.Ordinal);
        Assert.NotEqual(0, (await InProcess.RunAsync("gc", Path.Join(_folder, "nothing"))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gc_shows_how_far_it_is_on_a_terminal_only(bool isInteractive)
    {
        await RunAsync("index", "create", "t", "--column", "id:int64");
        await RunAsync("ingest", "t", Write("a.csv", "id\n1\n2\n"));
        await RunAsync("index", "delete", "t", "--yes");
        (int code, string text, string errors) = await InProcess.RunAsync(isInteractive, ["gc", "--grace", "0s", "--data", Home]);
        Assert.Equal(0, code);
        Assert.Equal(isInteractive, errors.Contains("gc: t, 0 files deleted", StringComparison.Ordinal));
        Assert.DoesNotContain("gc: t", text, StringComparison.Ordinal);
        Assert.True(errors.Length == 0 || errors.EndsWith('\r'), "the line is taken away at the end");
    }

    [Theory]
    [InlineData("index")]
    [InlineData("index", "create")]
    [InlineData("ingest")]
    [InlineData("splits")]
    [InlineData("quarantine")]
    [InlineData("quarantine", "drop")]
    [InlineData("gc")]
    public async Task Each_command_has_help_with_examples(params string[] command)
    {
        (int code, string text, _) = await InProcess.RunAsync([.. command, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Examples:", text, StringComparison.Ordinal);
        Assert.Contains($"tenon {command[0]}", text, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => InProcess.RunAsync([.. arguments, "--data", Home]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        (int code, string text, string errors) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, errors + text);
        return JsonDocument.Parse(text).RootElement;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Join(_folder, name), text);
        return Path.Join(_folder, name);
    }
}
