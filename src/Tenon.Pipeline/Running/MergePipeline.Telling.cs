using System.Collections.Immutable;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Events;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <content>What the loop tells of what the process has come to know, before it acts on it.</content>
internal sealed partial class MergePipeline
{
    private void TellOf(CoreMemory before, CoreInput input, CoreMemory after)
    {
        switch (input)
        {
            case CoreInput.Attached attached:
                TellAttached(attached);
                break;
            case CoreInput.Arrived arrived:
                TellHeard(before, arrived.Splits, after);
                break;
            case CoreInput.Listed { Splits.IsDefault: false } listed:
                TellHeard(before, listed.Splits, after);
                foreach (Splits.SplitId aside in after.Quarantined.Keys.Where(split => !before.Quarantined.ContainsKey(split)))
                {
                    Tell(new PipelineEvent.SplitSetAside(aside, "it is listed so") { Index = listed.Index });
                }

                break;
            case CoreInput.ClaimRefused { Merge: var merge }:
                TellRefused(before, merge, after);
                break;
            case CoreInput.Failed { Merge: var merge }:
                TellRefused(before, merge, after);
                break;
            case CoreInput.Disconnect:
                Tell(new PipelineEvent.PlannerDisconnected());
                break;
            case CoreInput.Finalize:
                Tell(new PipelineEvent.FinalMergesPlanned(
                    [.. after.Merges.Values.Where(merge => merge.Number >= before.NextMerge).Select(merge => merge.Inputs.Select(split => split.Id).ToImmutableArray())]));
                break;
        }
    }

    private void TellAttached(CoreInput.Attached attached)
    {
        MergePolicySettings policy = attached.Policy.Settings;
        EventSplit[] splits = [.. attached.Splits.OrderBy(listed => listed.Split.Id).Select(listed => EventSplit.Of(listed.Scope, listed.Split))];
        HashSet<Splits.SplitId> aside = [.. attached.Splits.Where(listed => listed.IsQuarantined).Select(listed => listed.Split.Id)];
        var rules = new MergeRules(policy.MaxMergeFactor, policy.MaxMergeOps, policy.MaxFinalizeMergeOperations, _settings.Core.MaxTries, _attached[attached.Index].Config.RetentionPeriod);
        Tell(new PipelineEvent.IndexAttached(rules, [.. splits.Where(split => !aside.Contains(split.Id))], [.. splits.Where(split => aside.Contains(split.Id))]) { Index = attached.Index });
    }

    private void TellHeard(CoreMemory before, ImmutableArray<ListedSplit> told, CoreMemory after)
    {
        foreach (IGrouping<Splits.IndexUid, ListedSplit> heard in told.Where(split => !IsSeen(before, split) && IsSeen(after, split)).GroupBy(split => split.Scope.Index))
        {
            Tell(new PipelineEvent.SplitsHeard([.. heard.Select(split => EventSplit.Of(split.Scope, split.Split))]) { Index = heard.Key });
        }
    }

    /// <summary>Whether the process has a place for a split where it may be merged: it is free, waits for its next try, or is in a merge.</summary>
    private static bool IsSeen(CoreMemory memory, ListedSplit split) =>
        memory.Locked.ContainsKey(split.Split.Id)
        || memory.Resting.ContainsKey(split.Split.Id)
        || (memory.Scopes.TryGetValue(split.Scope, out ScopeMemory? scope)
            && scope.Young.TryGetValue(split.Split.Level, out ImmutableSortedSet<MergeCandidate>? young) && young.Contains(split.Split));

    /// <summary>A merge that is gone before it was claimed. Of others the metastore's answer tells.</summary>
    private void TellRefused(CoreMemory before, long merge, CoreMemory after)
    {
        if (before.Merges.ContainsKey(merge) && !after.Merges.ContainsKey(merge))
        {
            MergeWork work = _work[merge];
            Tell(new PipelineEvent.MergeRefused(work.Operation, work.Problem) { Index = work.Index.Uid });
        }
    }
}
