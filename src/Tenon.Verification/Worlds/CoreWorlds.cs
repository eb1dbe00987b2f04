using System.Collections.Immutable;
using Tenon.Checking.Refinement;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Models;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Worlds;

/// <summary>A hostile world that the production core is explored in. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bounds">What may happen in it.</param>
internal sealed record CoreWorldCase(string Name, CoreBounds Bounds);

/// <summary>The worlds of the core, and what is known of them.</summary>
internal static class CoreWorlds
{
    /// <summary>All worlds; each is small, is searched to its end, and is there for what its name says.</summary>
    public static ImmutableArray<CoreWorldCase> All { get; } =
    [
        new("calm", new() { Ingests = 3 }),
        new("a crash", new() { Ingests = 2, Crashes = 1 }),
        new("a lost answer", new() { Ingests = 2, Losses = 1 }),
        new("two lost answers", new() { Ingests = 2, Losses = 2 }),
        new("a lost message", new() { Ingests = 2, LostMessages = 1 }),
        new("a failure", new() { Ingests = 2, Failures = 1 }),
        new("retention", new() { Ingests = 2, Withdrawals = 1 }),
        new("a rival", new() { Ingests = 2, Rivals = 1 }),
        new("a damaged split", new() { Ingests = 3, Poison = 1 }),
        new("a damaged split that cannot be told", new() { Ingests = 3, Poison = 2 }),
        new("a stop", new() { Ingests = 3, Stops = true }),
        new("two windows", new() { Ingests = 3, Windows = 2 }),
        new("a crash and a lost answer", new() { Ingests = 2, Crashes = 1, Losses = 1 }),
        new("a crash, a stop and a failure", new() { Ingests = 2, Crashes = 1, Stops = true, Failures = 1 }),
        new("two merges at once", new() { Ingests = 4, MaximumLevel = 1 }),
        new("a rival and a lost answer", new() { Ingests = 2, Rivals = 1, Losses = 1 }),
    ];

    /// <summary>What the refinement comes to, by world; then whether it catches each core with a fault, after how many steps.</summary>
    public static ImmutableSortedDictionary<string, string> Known { get; } = NumberTable.Embedded("Refinement.txt");

    /// <summary>Actions of the design that no world takes, and why.</summary>
    public static ImmutableArray<(string Action, string Why)> NotInTheWorlds { get; } =
    [
        (nameof(MergeAction.MatureSplit), "a world's time is ticks: nothing is of an age"),
        (nameof(MergeAction.ReleaseSplit), "a world has no operator"),
        (nameof(MergeAction.CollectSplit), "what is collected a world has forgotten"),
    ];

    /// <summary>Checks that every step of a world is a step of the design, a few of them, or none.</summary>
    public static ComparisonResult Refine(CoreWorldModel model, CoreBounds bounds, CancellationToken cancellationToken) => RefinementCheck.Check(
        model,
        new MergePipeline(MergePipelineBounds.Free with { Windows = bounds.Windows, MaximumMerges = bounds.Concurrency, MaximumLevel = bounds.MaximumLevel, MaximumTries = 2 }),
        world => CoreRefinement.StateOf(world, bounds.Windows),
        kind => new RefinementPath(CoreRefinement.MaximumSteps, CoreRefinement.Steps[kind]),
        Layers.LayerText.MaximumStates,
        cancellationToken);
}
