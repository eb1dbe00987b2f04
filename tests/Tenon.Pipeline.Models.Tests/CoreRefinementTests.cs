using System.Globalization;
using Tenon.Checking.Refinement;
using Tenon.Models.Pipelines;

namespace Tenon.Pipeline.Models.Tests;

/// <summary>
/// Every step of the production core in its worlds is a step of the specification, a few of them, or none. What each world comes to is written down in
/// Refinement.txt: so many states, steps, steps that change nothing there, and steps of each of the specification's actions.
/// </summary>
public sealed class CoreRefinementTests
{
    /// <summary>What no world does, and why.</summary>
    private static readonly string[] NotInTheWorlds =
    [
        nameof(MergeAction.MatureSplit), // A world's time is ticks: nothing is of an age.
        nameof(MergeAction.ReleaseSplit), // A world has no operator.
        nameof(MergeAction.CollectSplit), // What is collected a world has forgotten.
    ];

    private static readonly Dictionary<string, string> Known = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Refinement.txt"))
        .Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    [Theory]
    [MemberData(nameof(CoreWorldTests.Worlds), MemberType = typeof(CoreWorldTests))]
    public void The_core_refines_the_specification_in(string world, CoreBounds bounds, long states)
    {
        ComparisonResult result = Refine(new CoreWorldModel(bounds), bounds).RequireHolds();
        Assert.Equal(states, result.StateCount);
        Assert.Equal((world, Known[world]), (world, TextOf(result)));
    }

    [Fact]
    public void Every_action_of_the_specification_is_taken_in_some_world()
    {
        string[] taken = [.. Known.Where(pair => pair.Value.Contains("states", StringComparison.Ordinal)).SelectMany(pair => pair.Value.Split(' ')).Distinct()];
        Assert.Equal(NotInTheWorlds, new MergePipeline(MergePipelineBounds.Free).ActionNames.Where(name => !taken.Contains(name)));
    }

    [Theory]
    [MemberData(nameof(CoreMutants.All), MemberType = typeof(CoreMutants))]
    public void A_core_with_a_fault_refines_nothing_unless_it_only_does_too_little(string fault, string property)
    {
        // Of a core that leaves something undone each step is one of the specification: that it must be done is liveness, which a refinement does not judge.
        CoreMutant mutant = CoreMutants.Named(fault);
        ComparisonResult result = Refine(new CoreWorldModel(mutant.Bounds, mutant.Handle), mutant.Bounds);
        Assert.Equal((property, Known.GetValueOrDefault(fault)), (property, result.Holds ? "not caught" : string.Create(CultureInfo.InvariantCulture, $"caught after {result.Trace?.Length}")));
    }

    private static ComparisonResult Refine(CoreWorldModel model, CoreBounds bounds) => RefinementCheck.Check(
        model,
        new MergePipeline(MergePipelineBounds.Free with { Windows = bounds.Windows, MaximumMerges = bounds.Concurrency, MaximumLevel = bounds.MaximumLevel, MaximumTries = 2 }),
        world => CoreRefinement.StateOf(world, bounds.Windows),
        kind => new RefinementPath(CoreRefinement.MaximumSteps, CoreRefinement.Steps[kind]));

    private static string TextOf(ComparisonResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.StateCount} states, {result.StepCount} steps, {result.StutterCount} stutter; {string.Join(", ", result.MappedSteps.Select(pair => $"{pair.Key} {pair.Value}"))}");
}
