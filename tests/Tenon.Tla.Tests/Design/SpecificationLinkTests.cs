using System.Collections.Concurrent;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Refinement;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests.Design;

/// <summary>
/// The specification and the C# model are one machine: in every configuration both have the counts of specs/merge-pipeline/counts.txt, which are TLC's, all that
/// is claimed holds of both, and their graphs are equal state by state and step by step.
/// </summary>
public sealed class SpecificationLinkTests
{
    private static readonly Dictionary<string, string> Counts = File.ReadAllLines(Path.Combine(DesignSpecification.Folder, "counts.txt"))
        .Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    private static readonly ConcurrentDictionary<string, Lazy<TlaOutcome>> Outcomes = [];

    public static TheoryData<string> Configurations => [.. MergePipelineConfigurations.All.Keys.Except(MergePipelineConfigurations.Large)];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_specification_has_the_counts_of_TLC_and_all_that_it_claims_holds(string configuration)
    {
        TlaOutcome outcome = OutcomeOf(configuration);
        Assert.True(outcome.ExitCode == TlaExitCode.Success, TlaReport.Text(outcome, isDiff: false));
        Assert.Equal((configuration, Counts[configuration]), (configuration, TextOf(outcome.Distinct, outcome.Generated - outcome.InitialDistinct, outcome.Depth)));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_model_has_the_counts_of_TLC_and_every_property_holds(string configuration)
    {
        CheckResult result = Checker.Check(new MergePipeline(MergePipelineConfigurations.All[configuration]), new CheckOptions { WorkerCount = 2 }).RequireHolds();
        string expected = Counts.GetValueOrDefault(configuration + ", distinct") ?? Counts[configuration];
        Assert.Equal((configuration, expected), (configuration, TextOf(result.StateCount, result.TransitionCount, result.Depth + 1)));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_specification_and_the_model_have_the_same_states_and_the_same_steps(string configuration) =>
        Compare(DesignSpecification.Load(configuration), new MergePipeline(MergePipelineConfigurations.All[configuration])).RequireHolds();

    [Fact]
    public void Every_action_is_taken_in_some_configuration()
    {
        string[] taken =
        [
            .. MergePipelineConfigurations.All.Keys.Except(MergePipelineConfigurations.Large)
                .SelectMany(configuration => OutcomeOf(configuration).Actions).Where(action => action.TransitionCount > 0).Select(action => NameOf(action.Name)),
        ];
        Assert.Empty(new MergePipeline(new MergePipelineBounds()).ActionNames.Where(name => !taken.Contains(name)));
    }

    [Fact]
    public void Every_claim_says_something_in_some_configuration()
    {
        IEnumerable<string> vacuous = MergePipelineConfigurations.All.Keys.Except(MergePipelineConfigurations.Large).Select(configuration => OutcomeOf(configuration).Vacuous)
            .Aggregate((IEnumerable<string>?)null, (common, each) => common is null ? each : common.Intersect(each)) ?? [];
        Assert.Empty(vacuous);
    }

    /// <summary>Compares the graphs, a step by the name of its action and the states before and after it.</summary>
    internal static ComparisonResult Compare(DesignSpecification specification, MergePipeline model)
    {
        StateReader reader = new();
        StateCodec<PipelineState> codec = model.Codec;
        return GraphComparison.Check(
            specification.Model,
            Checker.Pack(model),
            specification.StateOf,
            words =>
            {
                reader.Begin(words);
                return specification.StateOf(codec.Read(reader));
            },
            NameOf,
            isByKind: true);
    }

    // An action over what there is in a state has a name of its own in the specification: as in the head of the module.
    private static string NameOf(string action) => action.StartsWith("Some", StringComparison.Ordinal) ? action[4..] : action;

    private static TlaOutcome OutcomeOf(string configuration) =>
        Outcomes.GetOrAdd(configuration, static name => new Lazy<TlaOutcome>(() => DesignSpecification.Check(name))).Value;

    private static string TextOf(long states, long steps, int depth) => string.Create(CultureInfo.InvariantCulture, $"{states} states, {steps} steps, depth {depth}");
}
