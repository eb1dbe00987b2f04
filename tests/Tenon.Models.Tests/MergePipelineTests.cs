using System.Globalization;
using Tenon.Checking;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The designed machine in its configurations: what TLC counts of the specification, it counts too, and every property holds.</summary>
public sealed class MergePipelineTests
{
    // Name, states, then steps of each action that is taken: as TLC counts them of specs/merge-pipeline, with -coverage.
    private static readonly Dictionary<string, string> Counts = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "merge-pipeline", "counts.txt"))
        .Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    public static TheoryData<string> Configurations => [.. MergePipelineConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_model_has_the_states_and_steps_of_the_specification_and_every_property_holds(string configuration)
    {
        CheckResult result = Checker.Check(new MergePipeline(MergePipelineConfigurations.All[configuration]), new CheckOptions { WorkerCount = 2, MaximumStates = 500_000 }).RequireHolds();
        Assert.True(result.IsExhaustive);
        Assert.Equal((configuration, Counts[configuration]), (configuration, string.Create(
            CultureInfo.InvariantCulture,
            $"{result.StateCount} states; {string.Join(", ", result.Actions.Where(action => action.TransitionCount > 0).OrderBy(action => action.Name, StringComparer.Ordinal).Select(action => $"{action.Name} {action.TransitionCount}"))}")));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_file_of_a_configuration_is_what_the_table_says(string configuration) => Assert.Equal(
        MergePipelineConfigurations.TextOf(MergePipelineConfigurations.All[configuration]),
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "merge-pipeline", $"MC_{configuration}.cfg")));

    [Fact]
    public void Every_action_is_taken_in_some_configuration()
    {
        string[] taken = [.. Counts.Values.SelectMany(line => line.Split(' ')).Distinct()];
        Assert.Empty(new MergePipeline(new MergePipelineBounds()).ActionNames.Where(name => !taken.Contains(name)));
    }
}
