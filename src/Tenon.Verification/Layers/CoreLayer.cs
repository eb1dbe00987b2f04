using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Refinement;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Models;
using Tenon.Verification.Specifications;
using Tenon.Verification.Worlds;

namespace Tenon.Verification.Layers;

/// <summary>Link 2: the production core, the assembly that ships, refines the design in every world, and keeps every promise there.</summary>
/// <param name="core">What stands in the place of the production core, to see that a fault of it is noticed; by default that itself.</param>
internal sealed class CoreLayer(Func<CoreSettings, CoreMemory, CoreInput, CoreStep>? core = null) : VerificationLayer
{
    private readonly Func<CoreSettings, CoreMemory, CoreInput, CoreStep> _core = core ?? MergeCore.Handle;

    private const string Promises = "every property in every state, liveness included";
    private const string Steps = "each step of the core is one of the design, a few, or none";

    private static readonly ImmutableHashSet<string> NotQuick = ["a crash, a stop and a failure", "two windows", "two merges at once"];

    public override string Name => "core";

    public override string Claim => "link 2: core refines model";

    public override string WhatAFailureMeans =>
        "src/Tenon.Pipeline.Core decides what the design does not allow, or breaks a promise, in the run that is shown; or CoreRefinement maps it wrongly.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. CoreWorlds.All.SelectMany(world => new[]
        {
            new VerificationTask(world.Name, Promises, !NotQuick.Contains(world.Name), context => KeepsPromises(world, context.CancellationToken)),
            new VerificationTask(world.Name, Steps, !NotQuick.Contains(world.Name), context => Refines(world, context.CancellationToken)),
        }),
    ];

    public override IEnumerable<(string Subject, string Checked, VerificationFinding Finding)> Conclude(ImmutableArray<VerificationRow> rows, bool isFull)
    {
        IEnumerable<string> expected = new MergePipeline(MergePipelineBounds.Free).ActionNames.Except(CoreWorlds.NotInTheWorlds.Select(each => each.Action), StringComparer.Ordinal);
        VerificationFinding finding = SpecificationLayer.EachIsMet(expected, rows.Where(row => row.Checked == Steps).SelectMany(row => row.Finding.Witnesses));
        yield return ("the core", "every action of the design is taken in some world, but for those that no world has", finding with
        {
            Witnesses = [.. finding.Witnesses, .. CoreWorlds.NotInTheWorlds.Select(each => new VerificationWitness($"{each.Action}: {each.Why}", null, false))],
        });
    }

    private VerificationFinding KeepsPromises(CoreWorldCase world, CancellationToken cancellationToken)
    {
        CheckResult result = Checker.Check(new CoreWorldModel(world.Bounds, _core), LayerText.OneWorker, cancellationToken);

        // The table has the states, as the refinement counts them.
        string? known = CoreWorlds.Known.GetValueOrDefault(world.Name)?.Split(',')[0];
        return LayerText.Of(result, string.Create(CultureInfo.InvariantCulture, $"{result.StateCount} states"), known);
    }

    private VerificationFinding Refines(CoreWorldCase world, CancellationToken cancellationToken)
    {
        ComparisonResult result = CoreWorlds.Refine(new CoreWorldModel(world.Bounds, _core), world.Bounds, cancellationToken);
        return LayerText.Of(result, $"{world.Name}: a step of the core that is none of the design", TextOf(result), CoreWorlds.Known.GetValueOrDefault(world.Name) ?? "");
    }

    private static string TextOf(ComparisonResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.StateCount} states, {result.StepCount} steps, {result.StutterCount} stutter; {string.Join(", ", result.MappedSteps.Select(pair => $"{pair.Key} {pair.Value}"))}");
}
