using System.Text.Json;
using Tenon.Cli.Output;
using Tenon.Storage;
using static Tenon.Cli.Tests.InProcess;

namespace Tenon.Cli.Tests;

/// <summary>The commands as a user gives them, in this process.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Key = "metric_name|service|env|datacenter|region|host|timeseries_id|timestamp_secs/V2";

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Compact_merges_tells_what_it_did_and_has_nothing_to_do_the_second_time()
    {
        string data = CopySamples(4);
        (int code, string output, string errors) = await RunAsync("compact", data, "--into", At("merged"), "--sort", Key);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("merged 4 files, 79,995 rows", output, StringComparison.Ordinal);
        Assert.Contains("sorted by metric_name,service", output, StringComparison.Ordinal);
        Assert.Contains("digest 79995:", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("compact", data, "--into", At("merged"), "--sort", Key);
        Assert.Equal(0, code);
        Assert.Contains("skipped 4 files merged before", output, StringComparison.Ordinal);
        Assert.Contains("nothing to do", output, StringComparison.Ordinal);
    }

    // Goal: digests are kept in metastores and records, so the next version must give the same. These are of a version that hashed each row by itself.
    [Theory]
    [InlineData("metrics", "319980:031841fa48b28acdf31b914edeafd13a")]
    [InlineData("taxi", "200000:2a0c40e645d9513609000ac71f6a0db1")]
    public async Task The_digest_of_a_sample_is_what_it_was(string sample, string digest)
    {
        (int code, string output, _) = await RunAsync("digest", RepositoryRoot.PathOf($"samples/{sample}"));
        Assert.Equal(0, code);
        Assert.StartsWith(digest + "  ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compact_prints_one_json_object_with_rows_bytes_files_digests_seconds_and_memory()
    {
        string data = CopySamples(2);
        (int code, string output, _) = await RunAsync("compact", data, "--into", At("merged"), "--sort", Key, "--json");
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(40_164, result.GetProperty("rows").GetInt64());
        Assert.Equal((2, 1, 0), (result.GetProperty("filesIn").GetInt32(), result.GetProperty("filesOut").GetInt32(), result.GetProperty("exitCode").GetInt32()));
        JsonElement file = result.GetProperty("files")[0];
        Assert.Equal(new FileInfo(Path.Join(At("merged"), file.GetProperty("path").GetString())).Length, file.GetProperty("bytes").GetInt64());
        Assert.Equal(file.GetProperty("bytes").GetInt64(), result.GetProperty("bytesOut").GetInt64());
        Assert.True(result.GetProperty("bytesIn").GetInt64() > 0 && result.GetProperty("seconds").GetDouble() > 0 && result.GetProperty("peakMemoryBytes").GetInt64() > 0);

        // The digest of what was written is the digest of what was read.
        string digest = result.GetProperty("digests")[0].GetString()!;
        Assert.Equal(digest, JsonDocument.Parse((await RunAsync("digest", data, "--json")).Output).RootElement.GetProperty("digest").GetString());
        Assert.Equal(digest, JsonDocument.Parse((await RunAsync("digest", At("merged"), "--json")).Output).RootElement.GetProperty("digest").GetString());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_changes_nothing()
    {
        string data = CopySamples(2);
        (int code, string output, _) = await RunAsync("compact", data, "--into", At("merged"), "--sort", Key, "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains("would merge 2 files, 40,164 rows", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("merged")));
    }

    [Fact]
    public async Task In_place_status_and_gc_tell_the_same_story()
    {
        string data = CopySamples(2);
        Assert.Equal(0, (await RunAsync("compact", data, "--in-place", "--sort", Key)).Code);
        string live = Assert.Single((await RunAsync("status", data, "--files")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(live, Assert.Single(Directory.EnumerateFiles(data, "*.parquet")));
        Assert.Equal(2, JsonDocument.Parse((await RunAsync("status", data, "--json")).Output).RootElement.GetProperty("retiredFiles").GetInt32());

        Assert.Contains("deleted 0 files", (await RunAsync("gc", data)).Output, StringComparison.Ordinal);
        Assert.Contains("would delete 2 files", (await RunAsync("gc", data, "--grace", "0s", "--dry-run")).Output, StringComparison.Ordinal);
        JsonElement collected = JsonDocument.Parse((await RunAsync("gc", data, "--grace", "0s", "--json")).Output).RootElement;
        Assert.Equal(2, collected.GetProperty("deleted").GetArrayLength());
        Assert.Contains("retired     0 files", (await RunAsync("status", data)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compact")]
    [InlineData("compact", "nothing", "--into", "x")]
    [InlineData("compact", "data")]
    [InlineData("compact", "data", "--into", "data")]
    [InlineData("compact", "data/part-000.parquet", "--into", "data")]
    [InlineData("compact", "data", "--into", "data/part-000.parquet")]
    [InlineData("compact", "data", "--into", "elsewhere", "--in-place")]
    [InlineData("compact", "data", "--into", "x", "--threads", "0")]
    [InlineData("compact", "data", "--into", "x", "--threads", "two")]
    [InlineData("compact", "data", "--into", "x", "--row-group-rows", "0")]
    [InlineData("compact", "data", "--into", "x", "--memory", "1MiB")]
    [InlineData("compact", "data", "--into", "x", "--target-size", "big")]
    [InlineData("compact", "data", "--into", "x", "--codec", "lzo")]
    [InlineData("compact", "data", "--into", "x", "--codec", "snappy", "--level", "1")]
    [InlineData("compact", "data", "--into", "x", "--sort", "a,,b")]
    [InlineData("compact", "data", "--into", "x", "--sort", "a|b/V1")]
    [InlineData("compact", "data", "--into", "x", "--bogus")]
    [InlineData("inspect", "nothing")]
    [InlineData("inspect", "data")]
    [InlineData("status", "data")]
    [InlineData("gc", "data")]
    [InlineData("bogus")]
    public async Task A_wrong_command_line_ends_with_2_and_a_message_and_changes_nothing(params string[] arguments)
    {
        CopySamples(1);
        string[] before = Files();
        (int code, string output, string errors) = await RunAsync([.. arguments.Select(argument => argument.Contains("data", StringComparison.Ordinal) || argument is "nothing" or "x" or "elsewhere" ? At(argument) : argument)]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.StartsWith("tenon: ", errors, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task F43_A_file_that_is_no_parquet_ends_with_3_and_is_named()
    {
        string data = CopySamples(1);
        await File.WriteAllTextAsync(Path.Join(data, "bad.parquet"), "this is no Parquet file, whatever its name");
        (int code, string output, string errors) = await RunAsync("compact", data, "--into", At("merged"));
        Assert.Equal((ExitCode.Refused, ""), (code, output));
        Assert.Contains("bad.parquet", errors, StringComparison.Ordinal);
        (code, _, errors) = await RunAsync("inspect", Path.Join(data, "bad.parquet"));
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("bad.parquet", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await RunAsync("digest", data)).Code);
    }

    [Fact]
    public async Task F14_A_target_that_is_in_use_ends_with_4_and_names_the_process()
    {
        string data = CopySamples(1);
        Directory.CreateDirectory(At("merged/.tenon"));
        using FolderLock? taken = FolderLock.TryTake(At("merged/.tenon/lock"), out _);
        (int code, _, string errors) = await RunAsync("compact", data, "--into", At("merged"));
        Assert.Equal(ExitCode.Locked, code);
        Assert.Contains($"process {Environment.ProcessId}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_files_says_that_there_is_nothing_to_do()
    {
        Directory.CreateDirectory(At("empty"));
        (int code, string output, _) = await RunAsync("compact", At("empty"), "--into", At("merged"));
        Assert.Equal(0, code);
        Assert.Contains("no *.parquet files there", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("compact", "--help")]
    [InlineData("inspect", "--help")]
    [InlineData("digest", "--help")]
    [InlineData("status", "--help")]
    [InlineData("gc", "--help")]
    [InlineData("check", "--help")]
    [InlineData("explore", "--help")]
    [InlineData("index", "create", "--help")]
    [InlineData("index", "list", "--help")]
    [InlineData("index", "describe", "--help")]
    [InlineData("index", "delete", "--help")]
    [InlineData("ingest", "--help")]
    [InlineData("splits", "--help")]
    [InlineData("quarantine", "list", "--help")]
    [InlineData("quarantine", "retry", "--help")]
    [InlineData("quarantine", "drop", "--help")]
    [InlineData("merge", "--help")]
    [InlineData("run", "--help")]
    [InlineData("tla", "check", "--help")]
    [InlineData("tla", "parse", "--help")]
    [InlineData("tla", "eval", "--help")]
    [InlineData("trace", "check", "--help")]
    [InlineData("trace", "show", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("simulate", "--help")]
    public async Task Every_command_has_help_with_examples(params string[] arguments)
    {
        (int code, string output, _) = await RunAsync(arguments);
        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        string[] lines = output.Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 140, line));
    }

    [Fact]
    public async Task The_help_of_compact_lists_every_option_and_exit_code()
    {
        (_, string output, _) = await RunAsync("compact", "--help");
        string[] expected =
        [
            "--into", "--sort", "--target-size", "--row-group-rows", "--codec", "--level", "--memory", "--threads", "--recursive", "--in-place", "--dry-run", "--json",
            "  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  130  ", "143",
        ];
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_shows_schema_chunks_statistics_and_pages()
    {
        string file = Path.Join(CopySamples(1), "part-000.parquet");
        (int code, string output, _) = await RunAsync("inspect", file, "--pages");
        Assert.Equal(0, code);
        string[] expected = ["20,098 rows, 12 columns, 1 row group", "metric_name optional BYTE_ARRAY", "ZSTD", "\"app.conn.bytes.rate\"", "pages of value", "Bloom filter"];
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));

        JsonElement result = JsonDocument.Parse((await RunAsync("inspect", file, "--pages", "--json")).Output).RootElement;
        JsonElement chunks = result.GetProperty("rowGroups")[0].GetProperty("columns");
        Assert.Equal(12, chunks.GetArrayLength());
        Assert.All(chunks.EnumerateArray(), chunk => Assert.Equal(
            20_098, chunk.GetProperty("pages").EnumerateArray().Where(page => page.GetProperty("kind").GetString() != "dictionary").Sum(page => page.GetProperty("values").GetInt64())));
    }

    private string At(string relative) => Path.Join(_folder, relative);

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order()];

    private string CopySamples(int count)
    {
        string data = At("data");
        Directory.CreateDirectory(data);
        for (int i = 0; i < count; i++)
        {
            File.Copy(RepositoryRoot.PathOf($"samples/metrics/part-00{i}.parquet"), Path.Join(data, $"part-00{i}.parquet"));
        }

        return data;
    }
}
