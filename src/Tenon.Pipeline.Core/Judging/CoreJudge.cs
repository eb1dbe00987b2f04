using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Core.Judging;

/// <summary>How an invariant fares.</summary>
/// <param name="Id">The invariant.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Merge">The merge it was asked of; 0 for the memory as a whole.</param>
public readonly record struct CoreFinding(InvariantId Id, bool Holds, long Merge);

/// <summary>Judges the memory of the core by the predicates that judge its models (W-01).</summary>
public static partial class CoreJudge
{
    /// <summary>Judges what a step has touched: the merges that it began, changed or ended.</summary>
    /// <param name="before">The memory before.</param>
    /// <param name="after">The memory after.</param>
    /// <returns>What was asked and how it fared. Takes time in proportion to the merges under way, however many splits wait.</returns>
    public static ImmutableArray<CoreFinding> Step(CoreMemory before, CoreMemory after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (ReferenceEquals(before.Merges, after.Merges))
        {
            return [];
        }

        MergeTask[] present = [.. after.Merges.Values.Where(task => !ReferenceEquals(before.Merges.GetValueOrDefault(task.Number), task))];
        MergeTask[] ended = [.. before.Merges.Values.Where(task => !after.Merges.ContainsKey(task.Number))];
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates = new(CoreView.Around(after, present.Concat(ended)));
        var findings = ImmutableArray.CreateBuilder<CoreFinding>();
        foreach (MergeTask task in present)
        {
            JudgeMerge(predicates, new MergeTaskView(task), findings);
        }

        foreach (MergeTask task in ended)
        {
            SplitId[] splits = [.. task.Inputs.Concat(task.Outputs).Select(split => split.Id)];
            findings.Add(new(InvariantId.InputsInvisible, Array.TrueForAll(splits, predicates.InputsInvisible), task.Number));
            findings.Add(new(InvariantId.VisibleIsMergeable, Array.TrueForAll(splits, predicates.VisibleIsMergeable), task.Number));
        }

        findings.Add(new(InvariantId.ShutdownOnlyWhenDrained, predicates.ShutdownOnlyWhenDrained(), 0));
        return findings.ToImmutable();
    }

    /// <summary>Judges all of a memory. Takes time in proportion to what it remembers.</summary>
    /// <param name="memory">The memory.</param>
    /// <returns>What was asked and how it fared.</returns>
    public static ImmutableArray<CoreFinding> Audit(CoreMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates = new(CoreView.Whole(memory));
        var findings = ImmutableArray.CreateBuilder<CoreFinding>();
        foreach (MergeTask task in memory.Merges.Values)
        {
            JudgeMerge(predicates, new MergeTaskView(task), findings);
        }

        findings.Add(new(InvariantId.LevelBounded, predicates.LevelBounded(), 0));
        findings.Add(new(InvariantId.ShutdownOnlyWhenDrained, predicates.ShutdownOnlyWhenDrained(), 0));
        return findings.ToImmutable();
    }

    private static void JudgeMerge(
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates, MergeTaskView merge, ImmutableArray<CoreFinding>.Builder findings)
    {
        Add(InvariantId.InputsShareLevel, predicates.InputsShareLevel(merge));
        Add(InvariantId.AtLeastTwoInputs, MergePredicates.AtLeastTwoInputs(merge.Inputs.Length));
        Add(InvariantId.InputsPublished, predicates.InputsPublished(merge));
        Add(InvariantId.OneMergePerInput, predicates.OneMergePerInput(merge));
        Add(InvariantId.InputsInvisible, predicates.InputsInvisible(merge));
        Add(InvariantId.RowsConserved, predicates.RowsConserved(merge));
        Add(InvariantId.LevelRaised, predicates.LevelRaised(merge));
        Add(InvariantId.OutputKeepsWindow, predicates.OutputKeepsWindow(merge));
        Add(InvariantId.InFlightOutputUnpublished, predicates.InFlightOutputUnpublished(merge));

        void Add(InvariantId id, bool holds) => findings.Add(new(id, holds, merge.Task.Number));
    }
}
