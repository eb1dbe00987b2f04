using System.Collections.Immutable;
using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests;

/// <summary>The specifications under <c>specs/reference</c> have exactly the states and steps that are known of them.</summary>
public sealed class ReferenceSpecificationTests
{
    [Theory]
    [InlineData("ParquetDataModel", "_small", 8, 8, 6)]
    [InlineData("SortSchema", "_small", 49_490, 52_919, 6)]
    [InlineData("TimeWindowedCompaction", "_small", 938, 1_130, 7)]
    [InlineData("MergePipelineShutdown", "", 15_732, 23_425, 20)]
    [InlineData("MergePipelineShutdown", "_chains", 217_854, 389_874, 24)]
    public void All_states_are_found_and_everything_holds(string module, string configuration, long distinct, long generated, int depth)
    {
        TlaOutcome outcome = Outcomes.Of(module, configuration);
        Assert.Equal((TlaExitCode.Success, distinct, generated, depth), (outcome.ExitCode, outcome.Distinct, outcome.Generated, outcome.Depth));
        Assert.Empty(outcome.Vacuous);
    }

    [Theory]
    [InlineData("ParquetDataModel", "_small", new[] { "IngestPoint 3", "FlushSplit 3", "CompactSplits 1" })]
    [InlineData("SortSchema", "_small", new[] { "IngestBatch 27404", "ChangeSchema 21948", "CompactSplits 3560" })]
    [InlineData("TimeWindowedCompaction", "_small", new[] { "AdvanceTime 193", "IngestPoint 378", "FlushSplit 378", "Compact 180" })]
    [InlineData("MergePipelineShutdown", "", new[]
    {
        "IngestSplit 1000", "PlanMerge 1468", "UploadMergeOutput 2502", "PublishMergeAndFeedback 2802", "DisconnectMergePlanner 3169", "RunFinalizeAndQuit 4103",
        "DrainComplete 3346", "Crash 3008", "Restart 2026",
    })]
    [InlineData("MergePipelineShutdown", "_chains", new[]
    {
        "IngestSplit 3152", "PlanMerge 18548", "UploadMergeOutput 61096", "PublishMergeAndFeedback 108872", "DisconnectMergePlanner 41499", "RunFinalizeAndQuit 66401",
        "DrainComplete 30039", "Crash 55610", "Restart 4656",
    })]
    public void Each_action_is_taken_so_often(string module, string configuration, string[] expected)
    {
        // An action with constant arguments may be counted by argument.
        IEnumerable<string> counts =
            from action in Outcomes.Of(module, configuration).Actions
            group action.TransitionCount by action.Name.Split('(')[0] into action
            select $"{action.Key} {action.Sum()}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), counts.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("_mixed_levels", "InputsShareLevel", 10)]
    [InlineData("_doubled_merges", "OneMergePerInput", 7)]
    public void The_two_errors_of_the_design_are_found_by_the_shortest_way(string configuration, string invariant, int stateCount)
    {
        TlaOutcome outcome = Outcomes.Of("MergePipelineShutdown", configuration);
        Assert.Equal(TlaExitCode.Safety, outcome.ExitCode);
        Assert.Equal([invariant], outcome.Violated);
        Assert.Equal(stateCount, outcome.Trace!.States.Length); // A violation of an invariant has a trace.
    }

    /// <summary>What the checks came to; each is made once.</summary>
    private static class Outcomes
    {
        private static readonly string Folder = RepositoryRoot.PathOf("specs/reference");
        private static readonly Lock Gate = new();
        private static ImmutableDictionary<string, TlaOutcome> _known = ImmutableDictionary<string, TlaOutcome>.Empty;

        public static TlaOutcome Of(string module, string configuration)
        {
            lock (Gate)
            {
                string name = module + configuration;
                if (!_known.TryGetValue(name, out TlaOutcome? outcome))
                {
                    TlaCheckOptions options = new() { SpecPath = Path.Combine(Folder, module + ".tla"), ConfigPath = Path.Combine(Folder, name + ".cfg") };
                    _known = _known.Add(name, outcome = new TlaRun(options, _ => { }, CancellationToken.None).Run());
                }

                return outcome;
            }
        }
    }
}
