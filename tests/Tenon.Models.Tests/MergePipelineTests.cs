using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The configurations of the designed machine are one table, from which the files of the specification are written, and reach what they are there for.</summary>
public sealed class MergePipelineTests
{
    public static TheoryData<string> Configurations => [.. MergePipelineConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_file_of_a_configuration_is_what_the_table_says(string configuration) => Assert.Equal(
        MergePipelineConfigurations.TextOf(MergePipelineConfigurations.All[configuration]), File.ReadAllText(RepositoryRoot.PathOf($"specs/merge-pipeline/MC_{configuration}.cfg")));

    public static TheoryData<string> Walks => [.. PipelineWalk.All.Keys];

    [Theory]
    [MemberData(nameof(Walks))]
    public void The_file_of_walks_is_what_the_table_says(string walk) =>
        Assert.Equal(PipelineWalk.All[walk].Text, File.ReadAllText(RepositoryRoot.PathOf($"specs/merge-pipeline/SIM_{walk}.cfg")));

    // Appendix C of the field's verification: its specification is refuted in the first situations (specs/reference), the design is not, though it comes into both. The others its
    // configurations never come into (W-16).
    [Theory]
    [InlineData("mixed_levels", "a finalize finds two levels in one window")]
    [InlineData("doubled_merges", "a finalize plans in two windows")]
    [InlineData("two_windows", "a finalize plans in two windows")]
    [InlineData("two_at_once", "a process has two merges of its own at once")]
    [InlineData("two_at_once", "two splits of the highest level are published")]
    public void A_counterexample_of_the_reference_is_a_situation_of_the_design(string configuration, string situation)
    {
        CheckResult result = Checker.Check(new Situations(MergePipelineConfigurations.All[configuration]));
        Assert.Equal(Verdict.Holds, result[situation].Verdict);
    }

    private sealed class Situations(MergePipelineBounds bounds) : MergePipeline(bounds)
    {
        public override IEnumerable<Property<PipelineState, MergeAction>> Properties =>
        [
            Sometimes("a finalize finds two levels in one window", s => s is { IsAttached: true, IsAlive: true, IsConnected: false }
                && s.Visible.Any(window => window.Select(split => s.Splits[split].Level).Distinct().Count() == 2)),
            Sometimes("a process has two merges of its own at once", s => s.Merges.Count(merge => merge.Lease == s.HeldLease && merge.Operation == MergeOperationStanding.Planned) == 2),
            Sometimes("two splits of the highest level are published", s => s.Published.Count(split => s.Splits[split].Level == Bounds.MaximumLevel) == 2),
            Sometimes("a finalize plans in two windows", s => s.IsFinalizeRequested && s.Merges.Select(merge => merge.Window).Distinct().Count() == 2),
        ];
    }
}
