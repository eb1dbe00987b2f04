using Tenon.Pipeline.Core;
using Tenon.Pipeline.Events;
using Tenon.Verification.Layers;
using Tenon.Verification.Mutants;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Tests;

/// <summary>Whoever breaks a layer on purpose is told which one it is, with a run that shows it.</summary>
public sealed class BrokenLayerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_guard_that_is_taken_out_of_the_specification_breaks_the_specification_and_the_link_to_the_model()
    {
        SpecificationFolder specs = CopyWith("merge-pipeline/MergePipeline.tla", "    /\\ m.inputs \\subseteq published\n    /\\ published'", "    /\\ published'");
        VerificationRow specification = RowOf(new SpecificationLayer(), specs, "retention");
        Assert.True(specification.HasFailed);
        Assert.Contains("PublishedRowsConserved", specification.Finding.Problem, StringComparison.Ordinal);
        Assert.EndsWith("PublishMerge", specification.Finding.Counterexample!.Steps[^1].Kind, StringComparison.Ordinal); // As was just asserted, it has one.

        VerificationRow link = RowOf(new ModelLayer(), specs, "retention", "same");
        Assert.True(link.HasFailed);
        Assert.Contains("the specification has the step 'PublishMerge' from", link.Finding.Problem, StringComparison.Ordinal);
        Assert.Equal("PublishMerge", link.Finding.Counterexample!.Steps[^1].Kind); // As above.
    }

    [Fact]
    public void A_guard_that_is_too_strong_breaks_the_link_to_the_model_only()
    {
        SpecificationFolder specs = CopyWith("merge-pipeline/MergePipeline.tla", "    /\\ s \\notin published \\/ s \\in settled\n", "    /\\ s \\notin published\n");
        Assert.StartsWith("the model has the step 'ForgetSplit' from", RowOf(new ModelLayer(), specs, "aging", "same").Finding.Problem, StringComparison.Ordinal);
        Assert.Empty(RowOf(new SpecificationLayer(), specs, "aging").Finding.Counterexample?.Steps ?? []);
    }

    [Fact]
    public void A_constant_that_is_changed_in_a_file_only_breaks_the_link_to_the_model()
    {
        SpecificationFolder specs = CopyWith("merge-pipeline/MC_lost_message.cfg", "    Ingests = 2\n", "    Ingests = 3\n");
        Assert.Contains("is not what MergePipelineConfigurations says of 'lost_message'", RowOf(new ModelLayer(), specs, "lost_message", "same").Finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_specification_that_cannot_be_read_is_a_failure_with_its_place()
    {
        SpecificationFolder specs = CopyWith("merge-pipeline/MergePipeline.tla", "LevelBounded ==", "LevelBounded = =");
        Assert.Contains("MergePipeline.tla:", RowOf(new SpecificationLayer(), specs, "lost_message").Finding.Problem, StringComparison.Ordinal);
        Assert.Contains("MergePipeline.tla:", RowOf(new ModelLayer(), specs, "lost_message", "same").Finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_core_with_a_fault_breaks_the_link_to_the_core()
    {
        // Arrivals are not remembered: the design hears of each.
        CoreLayer layer = new((settings, memory, input) => input is CoreInput.Arrived ? new(memory, []) : MergeCore.Handle(settings, memory, input));
        VerificationRow promises = RowOf(layer, Specs, "a crash", "every property");
        Assert.Contains("MP-9", promises.Finding.Problem, StringComparison.Ordinal);
        VerificationRow refinement = RowOf(layer, Specs, "a crash", "each step");
        Assert.True(refinement.HasFailed);
        Assert.NotEmpty(refinement.Finding.Counterexample!.Steps); // A refinement that fails has one.
        Assert.False(RowOf(new CoreLayer(), Specs, "a crash", "each step").HasFailed);
    }

    [Fact]
    public void An_emission_that_the_shell_leaves_out_breaks_the_link_to_what_runs()
    {
        // As if a publish were told by nobody, and the numbers of events fitted all the same.
        TraceLayer layer = new(told => [.. told.Where(each => each.Event is not PipelineEvent.MergePublished).Select((each, i) => each with { Sequence = i + 1 })]);
        VerificationRow row = RowOf(layer, Specs, "from the inbox to the highest level");
        Assert.True(row.HasFailed);
        Assert.NotEmpty(row.Finding.Problem!); // A failure says what is wrong.
        Assert.Contains(row.Finding.Counterexample!.Steps, step => step.Kind == "ClaimInputs"); // And how it came there.
    }

    [Fact]
    public void A_predicate_that_asks_for_less_lets_a_mutant_live_and_that_breaks_the_run()
    {
        ModelMutant mutant = ModelMutants.All.Single(each => each.Fault == "a merge does not raise the level");
        Assert.False(RowOf(new MutantLayer([mutant]), Specs, $"model: {mutant.Fault}").HasFailed);

        // As if TN-4 asked for no less than the level of the inputs.
        ModelMutant judgedByLess = mutant with { Judged = s => s.Merges.All(merge => merge.Outputs.All(output => s.Splits[output].Level >= merge.Level)) };
        VerificationRow row = RowOf(new MutantLayer([judgedByLess]), Specs, $"model: {mutant.Fault}");
        Assert.True(row.HasFailed);
        Assert.StartsWith("it survives: TN-4 LevelRaised is not violated", row.Finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_is_known_to_live_is_accepted_with_its_reason_and_one_that_does_not_live_is_a_failure()
    {
        SpecificationMutant known = SpecificationMutants.All.Single(mutant => mutant.Survives is not null);
        VerificationRow row = RowOf(new MutantLayer(), Specs, $"specification: {known.Fault}");
        Assert.Equal((VerificationStatus.Accepted, known.Survives), (row.Finding.Status, row.Finding.Problem));

        SpecificationMutant caught = SpecificationMutants.All.Single(mutant => mutant.Fault == "a dead process does nothing more") with { Survives = "nobody looks" };
        row = RowOf(new MutantLayer(specifications: [caught]), Specs, $"specification: {caught.Fault}");
        Assert.True(row.HasFailed);
        Assert.Contains("stated: that it lives", row.Finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_nobody_wrote_down_are_a_failure()
    {
        SpecificationFolder specs = CopyWith("reference/counts.txt", "ParquetDataModel_small: 8 states, 7 steps", "ParquetDataModel_small: 9 states, 7 steps");
        VerificationRow row = RowOf(new SpecificationLayer(), specs, "ParquetDataModel_small");
        Assert.Contains("found: 8 states, 7 steps", row.Finding.Problem, StringComparison.Ordinal);
        Assert.Contains("known: 9 states, 7 steps", row.Finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_field_that_is_mended_is_noticed()
    {
        SpecificationFolder specs = CopyWith("reference/MergePipelineShutdown_mixed_levels.cfg", "MergeFactor = 3", "MergeFactor = 2");
        Assert.Contains("known: InputsShareLevel is violated after 9 steps", RowOf(new SpecificationLayer(), specs, "MergePipelineShutdown_mixed_levels").Finding.Problem, StringComparison.Ordinal);
    }

    private static SpecificationFolder Specs { get; } = SpecificationFolder.Open(RepositoryRoot.PathOf("specs"));

    private static VerificationRow RowOf(VerificationLayer layer, SpecificationFolder specs, string subject, string question = "")
    {
        VerificationTask task = layer.TasksIn(specs).Single(each => each.Subject == subject && each.Checked.Contains(question, StringComparison.Ordinal));
        return VerificationRun.Judge(layer.Name, task, new VerificationContext(specs, TestContext.Current.CancellationToken), TimeProvider.System);
    }

    private SpecificationFolder CopyWith(string file, string text, string instead)
    {
        string copy = Path.Join(_folder, "specs");
        foreach (string path in Directory.EnumerateFiles(Specs.Path, "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(copy, Path.GetRelativePath(Specs.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // Every file of the copy is in a folder.
            File.Copy(path, target);
        }

        string changed = Path.Join(copy, file);
        string before = File.ReadAllText(changed);
        Assert.Equal(2, before.Split(text).Length); // What is replaced is there, once.
        File.WriteAllText(changed, before.Replace(text, instead, StringComparison.Ordinal));
        return SpecificationFolder.Open(copy);
    }
}
