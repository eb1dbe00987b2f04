using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Core.Judging;

/// <content>What the taking of one input promises, beside what every step does.</content>
public static partial class CoreJudge
{
    /// <summary>Judges what an input was to bring about: that splits which were listed are tracked, that a publish replaced, that a finalize kept what it found.</summary>
    /// <param name="before">The memory before.</param>
    /// <param name="input">The input.</param>
    /// <param name="after">The memory after.</param>
    /// <returns>What was asked and how it fared; of many splits, the first that fails. Takes time in proportion to what the input tells of.</returns>
    public static ImmutableArray<CoreFinding> Input(CoreMemory before, CoreInput input, CoreMemory after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(after);
        return input switch
        {
            CoreInput.Attached attached => [JudgeSeed(attached, after)],
            CoreInput.Listed listed => JudgeList(before, listed, after),
            CoreInput.Published published => JudgePublish(before, published.Merge, MergePhase.Publishing, after),
            CoreInput.Ended { WasPublished: true } ended => JudgePublish(before, ended.Merge, MergePhase.Ending, after),
            CoreInput.Finalize when before.IsPlanning && !after.IsPlanning => JudgeFinalize(before, after),
            _ => [],
        };
    }

    /// <summary>MP-11. An index that was attached is planned at once, so an input of a merge counts as seen.</summary>
    private static CoreFinding JudgeSeed(CoreInput.Attached attached, CoreMemory after)
    {
        ListedSplit[] seeded = [.. attached.Splits.Where(listed => !listed.IsQuarantined && attached.Policy.MayCompact(listed.Scope) && !after.Locked.ContainsKey(listed.Split.Id))];
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates = new(CoreView.Told(after, seeded));
        return new(InvariantId.ImmatureSeeded, Array.TrueForAll(seeded, listed => predicates.ImmatureSeeded(listed.Split.Id)), 0);
    }

    /// <summary>MP-9: after a comparison with the metastore nothing that it listed is forgotten, but what is known to have changed since it was asked.</summary>
    private static ImmutableArray<CoreFinding> JudgeList(CoreMemory before, CoreInput.Listed listed, CoreMemory after)
    {
        if (listed.Splits.IsDefault || !before.Indexes.TryGetValue(listed.Index, out IndexMemory? index) || index.Listing is not ListingMemory since)
        {
            return [];
        }

        HashSet<SplitId> coming = [.. before.Merges.Values.SelectMany(task => task.Outputs).Select(output => output.Id)];
        ListedSplit[] told = [.. listed.Splits.Where(split => index.Policy.MayCompact(split.Scope) && !since.Went.Contains(split.Split.Id) && !coming.Contains(split.Split.Id))];
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates = new(CoreView.Told(after, told));
        return [new(InvariantId.ImmatureTracked, Array.TrueForAll(told, split => predicates.ImmatureTracked(split.Split.Id)), 0)];
    }

    /// <summary>TN-8 and TN-11.</summary>
    private static ImmutableArray<CoreFinding> JudgePublish(CoreMemory before, long number, MergePhase phase, CoreMemory after)
    {
        if (!before.Merges.TryGetValue(number, out MergeTask? task) || task.Phase != phase || task.RetryAt is not null)
        {
            return [];
        }

        var merge = new MergeTaskView(task);
        PipelinePredicates<CoreView, SplitId, CompactionScope> had = new(CoreView.Around(before, [task]));
        PipelinePredicates<CoreView, SplitId, CompactionScope> has = new(CoreView.Published(after, task));
        return
        [
            new(InvariantId.ReplacedOnce, had.InputsPublished(merge) && had.InFlightOutputUnpublished(merge) && has.HasReplaced(merge), number),
            new(InvariantId.NoFeedbackAfterDisconnect, has.NoFeedbackAfterDisconnect(merge), number),
        ];
    }

    /// <summary>TN-9 and TN-13.</summary>
    private static ImmutableArray<CoreFinding> JudgeFinalize(CoreMemory before, CoreMemory after)
    {
        PipelinePredicates<CoreView, SplitId, CompactionScope> predicates = new(CoreView.Whole(after));
        bool isBounded = after.Merges.Values.Where(task => !before.Merges.ContainsKey(task.Number)).GroupBy(task => task.Scope)
            .All(scope => scope.Count() <= after.Indexes[scope.Key.Index].Policy.Settings.MaxFinalizeMergeOperations);
        return
        [
            new(InvariantId.FinalizeDiscardsNothing, CoreView.Whole(before).VisibleSplits.All(predicates.FinalizeDiscardsNothing), 0),
            new(InvariantId.FinalizeBounded, isBounded, 0),
        ];
    }
}
