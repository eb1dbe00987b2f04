using System.Collections.Immutable;
using Tenon.Invariants.State;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Judging;

/// <summary>
/// The memory of the core as the shared predicates see it. What it remembers it believes to be published; what is really published only the metastore
/// knows, with which audits compare.
/// </summary>
internal readonly struct CoreView : IPipelineView<SplitId, CompactionScope>
{
    private readonly CoreMemory _memory;
    private readonly Dictionary<SplitId, (MergeCandidate Split, CompactionScope Scope)> _known;
    private readonly IReadOnlySet<SplitId> _told;

    private CoreView(CoreMemory memory, Dictionary<SplitId, (MergeCandidate Split, CompactionScope Scope)> known, IReadOnlySet<SplitId>? told = null) =>
        (_memory, _known, _told) = (memory, known, told ?? ImmutableHashSet<SplitId>.Empty);

    public bool IsAlive => _memory.IsPlanning;

    public bool IsConnected => _memory.IsConnected;

    public bool IsShutdownComplete => _memory.IsDrained;

    public int MaximumLevel => _memory.Indexes.IsEmpty ? 0 : _memory.Indexes.Values.Max(index => index.Policy.Settings.MaxMergeOps);

    /// <summary>Nobody counts all rows here: the metastore's books are audited instead.</summary>
    public long IngestedRowCount => 0;

    public long PublishedRowCount => 0;

    public long RewrittenRowCount => -1;

    public IEnumerable<SplitId> PublishedSplits => _known.Keys.Where(IsPublished);

    public IEnumerable<SplitId> VisibleSplits => _known.Keys.Where(IsVisible);

    public IEnumerable<IMergeView<SplitId, CompactionScope>> Merges => _memory.Merges.Values.Select(task => new MergeTaskView(task));

    public IEnumerable<SplitId> OrphanedOutputs => [];

    public IEnumerable<SplitId> KnownSplits => _known.Keys;

    /// <summary>The memory, for questions about the splits of some merges.</summary>
    public static CoreView Around(CoreMemory memory, IEnumerable<MergeTask> merges)
    {
        var known = new Dictionary<SplitId, (MergeCandidate, CompactionScope)>();
        foreach (MergeTask task in merges)
        {
            Learn(known, task.Scope, task.Inputs);
            Learn(known, task.Scope, task.Outputs);
        }

        return new CoreView(memory, known);
    }

    /// <summary>The memory, for questions about splits that the metastore told are published.</summary>
    public static CoreView Told(CoreMemory memory, IEnumerable<ListedSplit> told)
    {
        var known = new Dictionary<SplitId, (MergeCandidate, CompactionScope)>();
        foreach (ListedSplit listed in told)
        {
            known[listed.Split.Id] = (listed.Split, listed.Scope);
        }

        return new CoreView(memory, known, known.Keys.ToHashSet());
    }

    /// <summary>The memory after a publish, for questions about the merge, whose outputs the metastore told are published.</summary>
    public static CoreView Published(CoreMemory memory, MergeTask task)
    {
        CoreView view = Around(memory, [task]);
        return new CoreView(memory, view._known, task.Outputs.Select(output => output.Id).ToHashSet());
    }

    /// <summary>The memory, for questions about all splits. Takes time in proportion to their number.</summary>
    public static CoreView Whole(CoreMemory memory)
    {
        CoreView view = Around(memory, memory.Merges.Values);
        foreach (ScopeMemory scope in memory.Scopes.Values)
        {
            foreach (ImmutableSortedSet<MergeCandidate> level in scope.Young.Values)
            {
                Learn(view._known, scope.Scope, level);
            }
        }

        foreach (RestingSplit resting in memory.Resting.Values)
        {
            Learn(view._known, resting.Scope, [resting.Split]);
        }

        return view;
    }

    public bool TryGetFacts(SplitId split, out SplitFacts<CompactionScope> facts)
    {
        bool isKnown = _known.TryGetValue(split, out (MergeCandidate Split, CompactionScope Scope) known);
        facts = isKnown ? new SplitFacts<CompactionScope>(known.Split.RowCount, known.Split.Level, known.Scope) : default;
        return isKnown;
    }

    public bool IsMature(SplitId split, in SplitFacts<CompactionScope> facts) =>
        !_memory.Indexes.TryGetValue(facts.Window.Index, out IndexMemory? index) || index.Policy.IsMature(_known[split].Split, _memory.Now);

    public bool IsPublished(SplitId split) =>
        _told.Contains(split) || IsVisible(split) || _memory.Locked.ContainsKey(split) || _memory.Quarantined.ContainsKey(split);

    public bool IsVisible(SplitId split) =>
        _memory.Resting.ContainsKey(split) || (_known.TryGetValue(split, out (MergeCandidate Split, CompactionScope Scope) known) && IsYoungIn(known.Split, known.Scope));

    public bool IsVisibleIn(SplitId split, CompactionScope window) =>
        _memory.Resting.TryGetValue(split, out RestingSplit? resting)
            ? resting.Scope == window
            : _known.TryGetValue(split, out (MergeCandidate Split, CompactionScope Scope) known) && IsYoungIn(known.Split, window);

    public int LockCount(SplitId split) => _memory.Merges.Values.Sum(task => task.Inputs.Count(input => input.Id == split));

    public int MergeCount(SplitId merge) => _memory.Merges.Values.Count(task => task.Inputs[0].Id == merge);

    public bool IsOutputInFlight(SplitId split) => _memory.Merges.Values.Any(task => task.Outputs.Any(output => output.Id == split));

    public bool IsOrphaned(SplitId split) => false;

    /// <summary>What is set aside is not to be merged before an operator releases it, of which a list will tell.</summary>
    public bool IsAwaited(SplitId split) => _memory.Quarantined.ContainsKey(split);

    public bool IsGone(SplitId split) => false;

    private static void Learn(Dictionary<SplitId, (MergeCandidate Split, CompactionScope Scope)> known, CompactionScope scope, IEnumerable<MergeCandidate> splits)
    {
        foreach (MergeCandidate split in splits)
        {
            known[split.Id] = (split, scope);
        }
    }

    private bool IsYoungIn(MergeCandidate split, CompactionScope scope) =>
        _memory.Scopes.TryGetValue(scope, out ScopeMemory? found) && found.Young.TryGetValue(split.Level, out ImmutableSortedSet<MergeCandidate>? level) && level.Contains(split);
}
