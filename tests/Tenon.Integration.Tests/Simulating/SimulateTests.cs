using System.Text.Json;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Simulating;

/// <summary><c>tenon simulate</c>: the program that ships, in a world that is simulated in processes of their own.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: the same seed is the same run, event by event, in two processes, whatever ran before it in each; and nothing is wrong in any. 'tenon simulate --seeds 1000' does it with more.
    [Fact]
    public void F01_F03_F05_F13_F16_F20_F58_A_seed_is_the_same_run_in_any_process_and_nothing_is_wrong()
    {
        JsonElement[] runs = Runs("--seeds", "60", "--from", "100", "--workers", "2");
        JsonElement[] again = [.. Runs("--seeds", "40", "--from", "120", "--workers", "1")];
        Assert.Equal(60, runs.Select(HashOf).Distinct().Count());
        Assert.Equal(runs.Skip(20).Select(HashOf), again.Select(HashOf));
    }

    // Goal: what a run told can be judged and explained afterwards.
    [Fact]
    public void A_run_is_recorded_and_its_record_is_a_behaviour()
    {
        Finished run = TenonProcess.Run("simulate", "--seed", "5", "--record", _folder);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("seed 5: all is well", run.Output, StringComparison.Ordinal);
        Assert.Contains("process 1 begins", File.ReadAllText(Path.Join(_folder, "seed-5.log")), StringComparison.Ordinal);
        Finished check = TenonProcess.Run("trace", "check", Path.Join(_folder, "seed-5.ndjson"));
        Assert.Equal((0, ""), (check.ExitCode, check.Errors));
    }

    // Goal: what goes wrong is what was asked for, and nothing else.
    [Fact]
    public void Faults_can_be_given_and_strike()
    {
        Finished run = TenonProcess.Run("simulate", "--seed", "5", "--faults", "DieAfter@Publish#1 LosePower@Import#2", "--files", "3");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("struck: DieAfter@Publish#1 LosePower@Import#2", run.Output, StringComparison.Ordinal);
    }

    // Goal: the layer of the verification makes its runs with the program that it is part of.
    [Fact]
    public void The_verification_simulates()
    {
        Finished run = TenonProcess.Run("verify", "--only", "simulation", "--specs", RepositoryRoot.PathOf("specs"));
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("60 runs", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--faults", "Die@Publish#1", "'Die@Publish#1' is no fault")]
    [InlineData("--files", "0", "--files 0: a whole number from 1")]
    [InlineData("--seeds", "3", "--seed is one run")]
    public void What_makes_no_sense_is_refused(string option, string value, string message)
    {
        Finished run = TenonProcess.Run("simulate", "--seed", "1", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static JsonElement[] Runs(params string[] arguments)
    {
        Finished run = TenonProcess.Run(["simulate", "--json", .. arguments]);
        using var result = JsonDocument.Parse(run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        return [.. result.RootElement.GetProperty("first").EnumerateArray().Select(each => each.Clone())];
    }

    private static string HashOf(JsonElement run) => run.GetProperty("hash").GetString()!; // Each has one.
}
