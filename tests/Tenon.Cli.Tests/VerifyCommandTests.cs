using System.Collections.Immutable;
using System.Text.Json;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;
using Tenon.Verification;
using Tenon.Verification.Specifications;
using static Tenon.Cli.Tests.InProcess;

namespace Tenon.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("folder with the specifications", "verify", "--specs", "nowhere")]
    [InlineData("--quick and --full: one of them is expected", "verify", "--quick", "--full")]
    [InlineData("'cores' is no layer; one of specification, model, core, traces, simulation, generated, mutants is expected", "verify", "--only", "core,cores")]
    [InlineData("--only ,: a layer of", "verify", "--only", ",")]
    [InlineData("--workers", "verify", "--workers", "0")]
    [InlineData("--cores", "verify", "--cores")]
    public async Task What_makes_no_sense_ends_with_2_and_says_what_is_expected(string expected, params string[] arguments)
    {
        (int code, string output, string errors) = await RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_has_examples_layers_and_exit_codes()
    {
        (int code, string output, _) = await RunAsync("verify", "--help");
        Assert.Equal(0, code);
        Assert.All(VerificationLayers.All, layer => Assert.Contains(layer.Name, output, StringComparison.Ordinal));
        Assert.Contains("tenon verify --full --report verification", output, StringComparison.Ordinal);
        Assert.Contains("1    a check failed: the layer that broke is named", output, StringComparison.Ordinal);
    }

    // Goal: the whole way, with real checks: found specifications, a search, a comparison, a table, a report.
    [Fact]
    public void Real_checks_are_made_and_printed_in_one_table_and_nothing_else_is_said_in_a_pipe()
    {
        ImmutableArray<VerificationLayer> layers =
        [
            new Part("specification", "lost_message", "ParquetDataModel_small", "MergePipelineShutdown_mixed_levels"), new Part("model", "lost_message"), new Part("core", "a lost message"),
            new Unbuilt(), new Part("mutants", "model: plan keeps its inputs visible"),
        ];
        (int code, string output, string errors) = Run(layers, new VerifyArguments { Report = _folder });
        Assert.Equal((0, ""), (code, errors));
        string[] lines = output.Split('\n');
        Assert.StartsWith("layer ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("model ", StringComparison.Ordinal) && line.Contains("link 1: specification = model", StringComparison.Ordinal) && line.Contains(" holds ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("unbuilt ", StringComparison.Ordinal) && line.Contains("not built", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("quick: ", StringComparison.Ordinal) && line.Contains("0 failed", StringComparison.Ordinal) && line.Contains("not built: unbuilt", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Join(_folder, "verification.html")));
        Assert.True(File.Exists(Path.Join(_folder, "verification.json")));
    }

    [Fact]
    public void A_broken_specification_is_named_with_the_run_that_shows_it()
    {
        string copy = Path.Join(_folder, "specs");
        foreach (string path in Directory.EnumerateFiles(RepositoryRoot.PathOf("specs"), "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(copy, Path.GetRelativePath(RepositoryRoot.PathOf("specs"), path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // Every file of the copy is in a folder.
            File.WriteAllText(target, File.ReadAllText(path).Replace("    /\\ visible' = Unsee(visible, T)\n", "    /\\ visible' = visible\n", StringComparison.Ordinal));
        }

        (int code, string output, _) = Run([new Part("specification", "lost_message"), new Part("model", "lost_message")], new VerifyArguments { Specs = copy });
        Assert.Equal(1, code);
        Assert.Contains("broken: the specifications say what is said of them", output, StringComparison.Ordinal);
        Assert.Contains("Invariant InputsInvisible is violated.", output, StringComparison.Ordinal);
        Assert.Contains("broken: link 1: specification = model", output, StringComparison.Ordinal);
        Assert.Contains("the specification has the step 'PlanMerge' from", output, StringComparison.Ordinal);
        Assert.Contains("  1  IngestSplit", output, StringComparison.Ordinal); // The run.
    }

    [Fact]
    public void One_object_is_printed_for_programs_and_the_exit_code_says_the_same()
    {
        (int code, string output, string errors) = Run([new Failing()], new VerifyArguments { Json = true });
        Assert.Equal((1, ""), (code, errors));
        Assert.Equal("FAILED", JsonDocument.Parse(output).RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_terminal_is_told_how_far_it_is_and_the_line_is_gone_in_the_end()
    {
        (int code, _, string errors) = Run([new Failing()], new VerifyArguments(), isInteractive: true);
        Assert.Equal(1, code);
        Assert.Contains("1/1 checks, 1 failed, failing: it", errors, StringComparison.Ordinal);
        Assert.EndsWith("\r", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_layers_that_are_not_built_has_checked_nothing_and_ends_with_1()
    {
        (int code, string output, _) = Run([new Unbuilt()], new VerifyArguments());
        Assert.Equal(1, code);
        Assert.Contains("quick: 0 checks, 0 failed", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Run(ImmutableArray<VerificationLayer> layers, VerifyArguments arguments, bool isInteractive = false)
    {
        using StringWriter results = new();
        using StringWriter messages = new();
        int code = VerifyCommand.Run(arguments, new Terminal(results, messages, isInteractive), TestContext.Current.CancellationToken, layers);
        return (code, results.ToString(), messages.ToString());
    }

    /// <summary>Some of the checks of a layer of the program.</summary>
    private sealed class Part(string name, params string[] subjects) : VerificationLayer
    {
        private readonly VerificationLayer _whole = VerificationLayers.All.Single(layer => layer.Name == name);

        public override string Name => _whole.Name;

        public override string Claim => _whole.Claim;

        public override string WhatAFailureMeans => _whole.WhatAFailureMeans;

        public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) => [.. _whole.TasksIn(folder).Where(task => subjects.Contains(task.Subject, StringComparer.Ordinal))];
    }

    private sealed class Unbuilt : VerificationLayer
    {
        public override string Name => "unbuilt";

        public override string Claim => "it will hold";

        public override string WhatAFailureMeans => "nothing";

        public override string? Missing => "all of it";

        public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) => [];
    }

    private sealed class Failing : VerificationLayer
    {
        public override string Name => "failing";

        public override string Claim => "it holds";

        public override string WhatAFailureMeans => "it does not";

        public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
            [new VerificationTask("it", "is asked", true, _ => new VerificationFinding { Status = VerificationStatus.Failed, Problem = "no" })];
    }
}
