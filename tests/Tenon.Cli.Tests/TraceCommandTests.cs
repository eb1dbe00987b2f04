using System.Text.Json;

namespace Tenon.Cli.Tests;

/// <summary><c>tenon trace</c>: what it says of records, and what it ends with.</summary>
public sealed class TraceCommandTests : IDisposable
{
    private static readonly string Samples = RepositoryRoot.PathOf("samples/traces");

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-trace-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_record_that_conforms_is_told_as_steps_of_the_model()
    {
        string path = Path.Join(Samples, "a-crash-during-drain.ndjson");
        (int code, string output, _) = await InProcess.RunAsync("trace", "check", path, "--closed");
        Assert.Equal(0, code);
        Assert.EndsWith("events of 3 processes: a behaviour of the model, with every property in every state\n", output, StringComparison.Ordinal);
        (code, output, _) = await InProcess.RunAsync("trace", "show", path, "--states");
        Assert.Equal(0, code);
        Assert.Contains("LeaseTaken\n    Crash\n    TakeLease\n", output, StringComparison.Ordinal);
        Assert.Contains("lease 2, a process with lease 2, attached, disconnected, finalized\n", output, StringComparison.Ordinal);
        (code, output, _) = await InProcess.RunAsync("trace", "check", path, "--json");
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, true, 1), (code, result.GetProperty("conforms").GetBoolean(), result.GetProperty("actions").GetProperty("Crash").GetInt32()));
    }

    [Fact]
    public async Task A_record_that_was_tampered_with_is_refused_by_event_and_reason()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Join(Samples, "the-normal-path.ndjson"));
        string path = Path.Join(_folder, "record.ndjson");
        await File.WriteAllLinesAsync(path, lines.Where(line => !line.Contains("\"sequence\":9,", StringComparison.Ordinal)));
        (int code, string output, _) = await InProcess.RunAsync("trace", "check", path);
        Assert.Equal(12, code);
        Assert.Contains("stands where its event 9 is expected: events in between are missing", output, StringComparison.Ordinal);

        await File.WriteAllLinesAsync(path, lines.Select(line => line.Contains("MergeStaged", StringComparison.Ordinal) ? line.Replace("\"rows\":50", "\"rows\":49", StringComparison.Ordinal) : line));
        (code, output, _) = await InProcess.RunAsync("trace", "check", path);
        Assert.Equal(12, code);
        Assert.Contains("the step WriteOutputs", output, StringComparison.Ordinal);
        Assert.Contains("the state before it: lease 1, a process with lease 1, attached", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_no_event_is_named_and_a_last_one_that_was_cut_off_is_left_out()
    {
        string text = await File.ReadAllTextAsync(Path.Join(Samples, "the-normal-path.ndjson"));
        string path = Path.Join(_folder, "record.ndjson");
        await File.WriteAllTextAsync(path, text.Replace("\"level\":1", "\"level\":\"one\"", StringComparison.Ordinal));
        (int code, _, string errors) = await InProcess.RunAsync("trace", "check", path);
        Assert.Equal(3, code);
        Assert.Contains($"{path}:", errors, StringComparison.Ordinal);
        Assert.Contains("field 'level' is \"one\"", errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, text[..^10]);
        Assert.Equal(0, (await InProcess.RunAsync("trace", "check", path)).Code);
        Assert.Equal(1, (await InProcess.RunAsync("trace", "check", Path.Join(_folder, "nothing"))).Code);
    }

    [Fact]
    public async Task A_folder_without_records_says_who_writes_them()
    {
        (int code, _, string errors) = await InProcess.RunAsync("trace", "check", _folder);
        Assert.Equal((2, $"tenon: {_folder} has no files *.ndjson; 'tenon run --record DIR' writes them\n"), (code, errors));
    }
}
