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

    // Appendix C of the field's verification: its specification is refuted in these situations (specs/reference), the design is not, though it comes into both.
    [Theory]
    [InlineData("mixed_levels", "a finalize finds two levels in one window")]
    [InlineData("doubled_merges", "a finalize plans in two windows")]
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
            Sometimes("a finalize plans in two windows", s => s.IsFinalizeRequested && s.Merges.Select(merge => merge.Window).Distinct().Count() == 2),
        ];
    }
}
