using System.Collections.Immutable;
using System.Text.Json;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Cli.Checking;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;
using static Tenon.Cli.Tests.InProcess;

namespace Tenon.Cli.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_list_names_every_model_with_its_parameters()
    {
        (int code, string output, _) = await RunAsync("check", "--list");
        Assert.Equal(0, code);
        Assert.All(ShippedModels.All, model => Assert.Contains(model.Name, output, StringComparison.Ordinal));
        Assert.Contains("managers=5 (1 to 12)", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("check", "--list", "--json");
        Assert.Equal(ShippedModels.All.Length, JsonDocument.Parse(output).RootElement.GetProperty("models").GetArrayLength());
    }

    [Theory]
    [InlineData("two-phase-commit")]
    [InlineData("two-phase-commit-packed")]
    public async Task A_model_that_holds_ends_with_0_and_prints_counts_and_is_quiet_in_a_pipe(string model)
    {
        (int code, string output, string errors) = await RunAsync("check", model, "--param", "managers=3", "--workers", "2");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("exhausted, 288 states, 1,145 transitions", output, StringComparison.Ordinal);
        Assert.Contains("Always 'consistent': Holds", output, StringComparison.Ordinal);
        Assert.Contains("action ManagerCommits: ", output, StringComparison.Ordinal);
        Assert.Contains("two states", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symmetry_searches_one_state_of_each_orbit()
    {
        (int code, string output, _) = await RunAsync("check", "two-phase-commit", "--symmetry", "--dfs");
        Assert.Equal(0, code);
        Assert.Contains("exhausted, 314 states", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partial_order_reduction_searches_fewer_states_and_says_so()
    {
        (int code, string output, _) = await RunAsync("check", "abd", "--por");
        Assert.Equal(0, code);
        Assert.Contains("exhausted, 89 states", output, StringComparison.Ordinal);
        Assert.Contains("partial-order reduction: steps of 65 states were left out", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("check", "abd", "--por", "--json");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("partial order", 65), (json.GetProperty("reduction").GetString(), json.GetProperty("reducedStates").GetInt64()));
    }

    [Fact]
    public async Task The_self_check_of_partial_order_reduction_shows_both_searches()
    {
        (int code, string output, _) = await RunAsync("check", "abd", "--por-self-check");
        Assert.Equal(0, code);
        Assert.Contains("559 states and 1,485 transitions without partial-order reduction, 89 and 112 with it, 6.28 times fewer states\nboth searches agree\n", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("check", "abd", "--por-self-check", "--json");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.True(json.GetProperty("agrees").GetBoolean());
        Assert.Equal((559, 89), (json.GetProperty("full").GetProperty("states").GetInt64(), json.GetProperty("reduced").GetProperty("states").GetInt64()));
    }

    [Fact]
    public async Task Json_is_one_object_and_files_hold_the_trace_and_the_graph()
    {
        string dot = Path.Join(_folder, "trace.dot");
        string itf = Path.Join(_folder, "trace.itf.json");
        string graph = Path.Join(_folder, "graph.dot");
        (int code, string output, _) = await RunAsync("check", "two-phase-commit", "--param", "managers=2", "--json", "--dot", dot, "--itf", itf, "--graph", graph);
        Assert.Equal(0, code);
        long states = JsonDocument.Parse(output).RootElement.GetProperty("states").GetInt64();
        Assert.StartsWith("digraph trace {", await File.ReadAllTextAsync(dot), StringComparison.Ordinal);
        Assert.Equal("ITF", JsonDocument.Parse(await File.ReadAllTextAsync(itf)).RootElement.GetProperty("#meta").GetProperty("format").GetString());
        Assert.Equal(states, (await File.ReadAllLinesAsync(graph)).Count(line => line.Contains(" [label=\"Resources", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--simulate", "--seed", "3", "--walks", "5")]
    [InlineData("--depth", "1")]
    [InlineData("--dfs", "--max-states", "5")]
    [InlineData("--param", "managers=7", "--memory", "2MiB")]
    [InlineData("--param", "managers=7", "--max-time", "0s")]
    public async Task A_search_that_ends_early_ends_with_14_or_with_what_it_found(params string[] options)
    {
        (int code, string output, _) = await RunAsync(["check", "two-phase-commit", .. options]);
        Assert.Equal(14, code);
        Assert.Contains("not exhausted", output, StringComparison.Ordinal);
        Assert.Equal(WithoutTime(output), WithoutTime((await RunAsync(["check", "two-phase-commit", .. options])).Output));
    }

    [Theory]
    [InlineData]
    [InlineData("nothing")]
    [InlineData("two-phase-commit", "--param", "managers=0")]
    [InlineData("two-phase-commit", "--param", "managers")]
    [InlineData("two-phase-commit", "--param", "nothing=1")]
    [InlineData("two-phase-commit", "--bfs", "--dfs")]
    [InlineData("two-phase-commit", "--seed", "1")]
    [InlineData("two-phase-commit", "--simulate", "--seed", "-1")]
    [InlineData("two-phase-commit", "--workers", "65")]
    [InlineData("two-phase-commit", "--memory", "much")]
    [InlineData("two-phase-commit", "--max-time", "5")]
    [InlineData("two-phase-commit", "--simulate", "--symmetry")]
    [InlineData("two-phase-commit-packed", "--symmetry")]
    [InlineData("two-phase-commit", "--por")]
    [InlineData("abd", "--por", "--dfs")]
    [InlineData("abd", "--por-self-check", "--simulate")]
    [InlineData("two-phase-commit", "--graph", "never-written.dot")]
    [InlineData("two-phase-commit", "--spill", "never-made", "--checkpoint", "never-made-either")]
    [InlineData("two-phase-commit", "--spill", "never-made", "--dfs")]
    [InlineData("two-phase-commit", "--spill", "never-made", "--checkpoint-every", "1m")]
    [InlineData("two-phase-commit", "--checkpoint", "never-made", "--depth", "3")]
    [InlineData("paxos", "--checkpoint", "never-made")]
    [InlineData("paxos", "--spill", "never-made", "--por")]
    public async Task A_command_line_that_makes_no_sense_ends_with_2(params string[] arguments)
    {
        (int code, _, string errors) = await RunAsync(["check", .. arguments]);
        Assert.Equal(2, code);
        Assert.StartsWith("tenon: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_on_disk_is_cut_off_and_continued()
    {
        string folder = Path.Join(_folder, "search");
        string[] model = ["check", "two-phase-commit-packed", "--param", "managers=6"];
        string whole = (await RunAsync(model)).Output;
        (int code, string output, string errors) = await RunAsync([.. model, "--checkpoint", folder, "--max-states", "5000"]);
        Assert.Equal(14, code);
        Assert.Contains("a checkpoint was made", output, StringComparison.Ordinal);
        Assert.Contains($"--resume {folder}", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync([.. model, "--checkpoint", folder])).Code);
        (code, output, _) = await RunAsync([.. model, "--resume", folder]);
        Assert.Equal(0, code);
        Assert.Equal(WithoutTime(whole), WithoutTime(output));
        Assert.Equal(WithoutTime(whole), WithoutTime((await RunAsync([.. model, "--spill", folder])).Output));
    }

    // In native code: without the attribute DeriveCodec.
    [Fact]
    public void A_model_whose_states_cannot_be_written_is_refused_with_the_reason()
    {
        ShippedModel model = new("unmarked", "", [], _ => throw new NotSupportedException("the reason"));
        UsageException e = Assert.Throws<UsageException>(() => model.MakeWith([]));
        Assert.Equal("the model unmarked cannot be searched: the reason", e.Message);
    }

    [Fact]
    public async Task A_stopped_search_prints_what_it_found()
    {
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        using StringWriter results = new();
        Terminal terminal = new(results, TextWriter.Null, IsInteractive: false);
        CheckArguments arguments = new() { Model = "two-phase-commit-packed", Parameters = ["managers=10"] };
        Assert.Throws<SearchStoppedException>(() => CheckCommand.Run(arguments, terminal, stopped.Token));
        Assert.Contains("not exhausted (Cancelled)", results.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11, PropertyKind.Temporal, PropertyKind.Always, PropertyKind.DeadlockFree)]
    [InlineData(12, PropertyKind.Temporal, PropertyKind.Always)]
    [InlineData(12, PropertyKind.AlwaysStep)]
    [InlineData(12, PropertyKind.Sometimes)]
    [InlineData(13, PropertyKind.Temporal)]
    public void The_exit_code_tells_the_kind_of_violation(int code, params PropertyKind[] violated)
    {
        CheckResult result = Checker.Check(new Tenon.Checking.Samples.TwoPhaseCommit(1));
        ImmutableArray<PropertyResult> more = [.. violated.Select(kind => new PropertyResult("p", kind, Verdict.Violated, null, null))];
        Assert.Equal(code, CheckCommand.ExitCodeOf(result with { Properties = [.. result.Properties, .. more] }));
    }

    [Fact]
    public void On_a_terminal_one_line_changes_and_is_gone_at_the_end()
    {
        using StringWriter output = new();
        using (SearchLine line = new(output, isTerminal: true))
        {
            line.Report(new CheckProgress(1234, 5678, 9, 10, 2048, TimeSpan.FromSeconds(2)));
        }

        string text = output.ToString();
        Assert.StartsWith("\r1,234 states, 617/s, depth 9, 10 waiting, 2.00 KiB, 2 s", text, StringComparison.Ordinal);
        Assert.EndsWith(" \r", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
    }

    private static string WithoutTime(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\d+\.\d\d s", "");
}
