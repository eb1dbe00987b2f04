using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Models.Data;
using Tenon.Models.Pipelines;
using Tenon.Models.Schemas;
using Tenon.Models.Windows;
using Tenon.Tla.Checking;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>Link 1: specification and C# model of the design are one machine, edge by edge; all that is claimed holds of the models.</summary>
internal sealed class ModelLayer : VerificationLayer
{
    private const string Edges = "the specification has the same states and the same steps";
    private const string Promises = "every property, liveness included, and the known counts";

    private static readonly ImmutableHashSet<string> NotQuick = ["mixed_levels", "fan_in", "calm"];

    /// <summary>The models of what the field has specified, with what is known of them.</summary>
    private static readonly ImmutableArray<(string Name, string Known, Func<PackedModel> Make)> References =
    [
        ("MergePipelineShutdown", "15732 states, 23424 steps, depth 20", () => Checker.Pack(new ReferenceMergePipeline(PipelineBounds.MultiLifetime))),
        ("MergePipelineShutdown, repaired", "42267 states, 99745 steps, depth 23", () => Checker.Pack(new RepairedMergePipeline(PipelineBounds.MultiLifetime, PipelineFeatures.All))),
        ("SortSchema", "49490 states, 50896 steps, depth 6", () => Checker.Pack(new SortSchemas())),
        ("TimeWindowedCompaction", "938 states, 1129 steps, depth 7", () => Checker.Pack(new WindowedCompaction(CompactionBounds.Small))),
        ("TimeWindowedCompaction, two windows", "816 states, 981 steps, depth 11", () => Checker.Pack(new WindowedCompaction(CompactionBounds.TwoWindows))),
        ("ParquetDataModel", "8 states, 7 steps, depth 6", () => Checker.Pack(new DataModel())),
        ("ParquetDataModel, two of everything", "33049 states, 59040 steps, depth 9", () => Checker.Pack(new DataModel(2, 2, 2, 2, 3))),
    ];

    public override string Name => "model";

    public override string Claim => "link 1: specification = model";

    public override string WhatAFailureMeans =>
        "specs/merge-pipeline/MergePipeline.tla and src/Tenon.Models/Pipelines/MergePipeline*.cs differ in the step that is shown, or a shared predicate does not hold.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. MergePipelineConfigurations.All.Where(pair => !MergePipelineConfigurations.Large.Contains(pair.Key)).SelectMany(pair => TasksOf(folder, pair.Key, pair.Value)),
        .. References.Select(reference => new VerificationTask(reference.Name, Promises, true, context => Holds(reference.Make(), reference.Known, context.CancellationToken))),
    ];

    private static IEnumerable<VerificationTask> TasksOf(SpecificationFolder folder, string name, MergePipelineBounds bounds)
    {
        bool isQuick = !NotQuick.Contains(name);
        string? known = folder.DesignCounts.GetValueOrDefault(name + ", distinct") ?? folder.DesignCounts.GetValueOrDefault(name);
        yield return new VerificationTask(name, Promises, isQuick, context => Holds(Checker.Pack(new ReadablePipeline(bounds)), known, context.CancellationToken));
        yield return new VerificationTask(name, Edges, isQuick, context => AreEqual(folder, name, bounds, context.CancellationToken));
    }

    private static VerificationFinding Holds(PackedModel model, string? known, CancellationToken cancellationToken)
    {
        CheckResult result = Checker.Check(model, LayerText.OneWorker with { MaximumStates = LayerText.BoundOf(known) }, cancellationToken);
        string found = NumberTable.TextOf(result.StateCount, result.TransitionCount, result.Depth + 1);
        return LayerText.Of(result, found, known);
    }

    private static VerificationFinding AreEqual(SpecificationFolder folder, string name, MergePipelineBounds bounds, CancellationToken cancellationToken)
    {
        // Equal graphs of different constants would be a coincidence: the file is written from the table.
        string path = folder.DesignConfiguration(name);
        if (File.ReadAllText(path) != MergePipelineConfigurations.TextOf(bounds))
        {
            return new VerificationFinding
            {
                Status = VerificationStatus.Failed,
                Problem = string.Create(CultureInfo.InvariantCulture, $"{path} is not what MergePipelineConfigurations says of '{name}': the file is written from that table"),
            };
        }

        return LayerText.Of(
            DesignSpecification.Compare(SpecificationGraph.Load(folder.DesignModule, path), bounds, LayerText.BoundOf(folder.DesignCounts.GetValueOrDefault(name)), cancellationToken),
            $"{name}: a step that only one of specification and model has");
    }
}
