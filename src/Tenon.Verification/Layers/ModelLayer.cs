using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>Link 1: specification and C# model are one machine, edge by edge; all that is claimed holds of the models.</summary>
internal sealed class ModelLayer : VerificationLayer
{
    private const string Edges = "the specification has the same states and the same steps";
    private const string Promises = "every property, liveness included, and the known counts";

    private static readonly ImmutableHashSet<string> NotQuick = ["mixed_levels", "fan_in", "calm", "two_at_once", "two_windows", "mixed_levels_whole", "doubled_merges", "SortSchema_ties"];

    /// <summary>The models of the pipeline as the field has specified it, with what is known of them.</summary>
    private static readonly ImmutableArray<(string Name, string Known, Func<PackedModel> Make)> References =
    [
        ("MergePipelineShutdown", "15732 states, 23424 steps, depth 20", () => Checker.Pack(new ReferenceMergePipeline(PipelineBounds.MultiLifetime))),
        ("MergePipelineShutdown, repaired", "42267 states, 99745 steps, depth 23", () => Checker.Pack(new RepairedMergePipeline(PipelineBounds.MultiLifetime, PipelineFeatures.All))),
    ];

    public override string Name => "model";

    public override string Claim => "link 1: specification = model";

    public override string WhatAFailureMeans =>
        "a module of specs/merge-pipeline or specs/data and its model in src/Tenon.Models differ in the step that is shown, or a shared predicate does not hold.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. LinkedSpecification.All.SelectMany(linked => TasksOf(folder, linked)),
        .. References.Select(reference => new VerificationTask(reference.Name, Promises, true, context => Holds(reference.Make(), reference.Known, context.CancellationToken))),
    ];

    private static IEnumerable<VerificationTask> TasksOf(SpecificationFolder folder, LinkedSpecification linked)
    {
        bool isQuick = !NotQuick.Contains(linked.Name);
        yield return new VerificationTask(linked.Name, Promises, isQuick, context => Holds(linked.Make(), linked.KnownOfModelIn(folder), context.CancellationToken));
        yield return new VerificationTask(linked.Name, Edges, isQuick, context => AreEqual(folder, linked, context.CancellationToken));
    }

    private static VerificationFinding Holds(PackedModel model, string? known, CancellationToken cancellationToken)
    {
        CheckResult result = Checker.Check(model, LayerText.OneWorker with { MaximumStates = LayerText.BoundOf(known) }, cancellationToken);
        string found = NumberTable.TextOf(result.StateCount, result.TransitionCount, result.Depth + 1);
        return LayerText.Of(result, found, known);
    }

    private static VerificationFinding AreEqual(SpecificationFolder folder, LinkedSpecification linked, CancellationToken cancellationToken)
    {
        // Equal graphs of different constants would be a coincidence: the file is written from the table.
        string path = linked.ConfigurationIn(folder);
        if (File.ReadAllText(path) != linked.Text)
        {
            return new VerificationFinding
            {
                Status = VerificationStatus.Failed,
                Problem = string.Create(CultureInfo.InvariantCulture, $"{path} is not what {linked.Table} says of '{linked.Name}': the file is written from that table"),
            };
        }

        return LayerText.Of(
            linked.Compare(SpecificationGraph.Load(linked.ModuleIn(folder), path), LayerText.BoundOf(linked.KnownIn(folder)), cancellationToken),
            $"{linked.Name}: a step that only one of specification and model has");
    }
}
