using System.Collections.Immutable;
using System.Globalization;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Models;

/// <summary>Turns the memory of the core into an image of small numbers, and back: the core itself is what runs, on its own types.</summary>
/// <remarks>Time is told only by ticks, each longer than any delay, so all that a memory has to know of it is what waits for the next one.</remarks>
internal sealed class CoreImages
{
    private const int KnownIds = 64;
    private static readonly DateTimeOffset Zero = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<SplitId> Ids = [.. Enumerable.Range(0, KnownIds).Select(NewId)];
    private static readonly ImmutableDictionary<SplitId, int> Numbers = Enumerable.Range(0, KnownIds).ToImmutableDictionary(i => Ids[i]);
    private static readonly IndexUid TheIndex = IndexUid.Create("world", Ids[0]);

    private readonly ImmutableArray<CompactionScope> _scopes;
    private readonly MergePolicy _policy;

    public CoreImages(CoreBounds bounds)
    {
        _policy = new MergePolicy(new MergePolicySettings
        {
            MergeFactor = 2,
            MaxMergeFactor = 2,
            MaxMergeOps = bounds.MaximumLevel,
            MaxFinalizeMergeOperations = 1,
        });
        Settings = new CoreSettings
        {
            MergeConcurrency = bounds.Concurrency,
            MaxTries = 2,
            MaxStepAttempts = 2,
            BackOff = Delay,
            MaxBackOff = Delay,
            ReconcileInterval = Delay,
            ColdDelay = TimeSpan.FromDays(36500),
            FairnessCadence = 1,
        };
        _scopes = [.. Enumerable.Range(0, bounds.Windows).Select(window => new CompactionScope(TheIndex, 0, "timestamp_secs/V2", TimeWindow.Of(window * 900L, 900), 0, SplitScope.Root))];
    }

    public static IndexUid Index => TheIndex;

    public CoreSettings Settings { get; }

    public MergePolicy Policy => _policy;

    /// <summary>When answers come.</summary>
    public static DateTimeOffset Now => Zero;

    /// <summary>When the next tick comes.</summary>
    public static DateTimeOffset AfterTick => Zero + Delay;

    private static TimeSpan Delay { get; } = TimeSpan.FromSeconds(1);

    public static SplitId IdOf(int split) => Ids[split];

    public static int NumberOf(SplitId id) => Numbers[id];

    public static ImmutableArray<SplitId> IdsOf(IEnumerable<int> splits) => [.. splits.Select(IdOf)];

    public static MergeCandidate Candidate(int number, WorldSplit split) =>
        new(Ids[number], split.Level, split.Rows * 100L, split.Rows, Zero.AddDays(-1).AddSeconds(number), DateTimeOffset.MaxValue);

    public ListedSplit Listed(int number, WorldSplit split, int tries) =>
        new(_scopes[split.Window], Candidate(number, split), tries, tries >= Settings.MaxTries);

    public int WindowOf(CompactionScope scope) => _scopes.IndexOf(scope);

    /// <summary>The memory that an image stands for.</summary>
    /// <param name="image">The image.</param>
    /// <param name="splits">What splits are.</param>
    public CoreMemory MemoryOf(CoreImage image, ImmutableSortedDictionary<int, WorldSplit> splits)
    {
        IndexMemory index = new(_policy, AfterTick, image.Came is null || image.Went is null ? null : new([.. IdsOf(image.Came)], [.. IdsOf(image.Went)]));
        return MergeCore.WithSchedule(Settings, CoreMemory.Empty with
        {
            Now = Now,
            IsConnected = image.IsConnected,
            IsPlanning = image.IsPlanning,
            IsDrained = image.IsDrained,
            Indexes = image.IsAttached ? CoreMemory.Empty.Indexes.Add(TheIndex, index) : CoreMemory.Empty.Indexes,
            Scopes = image.Young.GroupBy(split => splits[split].Window).ToImmutableDictionary(
                window => _scopes[window.Key],
                window => new ScopeMemory(
                    _scopes[window.Key],
                    window.GroupBy(split => splits[split].Level).ToImmutableSortedDictionary(
                        level => level.Key, level => level.Select(split => Candidate(split, splits[split])).ToImmutableSortedSet(MergePolicy.OldestFirst)),
                    Now)),
            Merges = image.Merges.ToImmutableSortedDictionary(merge => (long)merge.Number, merge => TaskOf(merge, splits)),
            Locked = image.Merges.SelectMany(merge => merge.Inputs.Select(input => (input, merge.Number))).ToImmutableDictionary(pair => Ids[pair.input], pair => (long)pair.Number),
            Resting = image.Resting.ToImmutableDictionary(split => Ids[split], split => new RestingSplit(_scopes[splits[split].Window], Candidate(split, splits[split]), AfterTick)),
            Quarantined = image.Quarantined.ToImmutableDictionary(split => Ids[split], _ => TheIndex),
            Troubles = image.Tries.Keys.Union(image.Setbacks.Keys).ToImmutableDictionary(
                split => Ids[split], split => new SplitTrouble(image.Tries.GetValueOrDefault(split), image.Setbacks.GetValueOrDefault(split))),
            NextMerge = image.NextMerge,
        });
    }

    /// <summary>The image of a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="epoch">The lease of its process.</param>
    public CoreImage ImageOf(CoreMemory memory, int epoch)
    {
        ListingMemory? listing = memory.Indexes.GetValueOrDefault(TheIndex)?.Listing;
        return new CoreImage(
            epoch,
            !memory.Indexes.IsEmpty,
            memory.IsConnected,
            memory.IsPlanning,
            memory.IsDrained,
            listing is null ? null : [.. listing.Came.Select(NumberOf)],
            listing is null ? null : [.. listing.Went.Select(NumberOf)],
            [.. memory.Scopes.Values.SelectMany(scope => scope.Young.Values).SelectMany(level => level).Select(split => NumberOf(split.Id))],
            [.. memory.Resting.Keys.Select(NumberOf)],
            [.. memory.Quarantined.Keys.Select(NumberOf)],
            memory.Troubles.Where(pair => pair.Value.Tries > 0).ToImmutableSortedDictionary(pair => NumberOf(pair.Key), pair => pair.Value.Tries),
            memory.Troubles.Where(pair => pair.Value.Setbacks > 0).ToImmutableSortedDictionary(pair => NumberOf(pair.Key), pair => Math.Min(pair.Value.Setbacks, 2)),
            [.. memory.Merges.Values.Select(ImageOf)],
            (int)memory.NextMerge);
    }

    private MergeTask TaskOf(MergeImage merge, ImmutableSortedDictionary<int, WorldSplit> splits) =>
        new(merge.Number, _scopes[merge.Window], merge.Level, [.. merge.Inputs.Select(split => Candidate(split, splits[split]))], merge.Phase)
        {
            Outputs = [.. merge.Outputs.Select(split => Candidate(split, splits[split]))],
            Attempts = merge.Attempts,
            RetryAt = merge.IsRetrying ? AfterTick : null,
            Reason = merge.Reason,
            Cause = merge.Cause,
            Blamed = IdsOf(merge.Blamed),
            Gone = [.. IdsOf(merge.Gone)],
        };

    private MergeImage ImageOf(MergeTask task) => new(
        (int)task.Number,
        task.Level,
        WindowOf(task.Scope),
        [.. task.Inputs.Select(split => NumberOf(split.Id))],
        task.Phase,
        task.Attempts,
        task.RetryAt is not null,
        [.. task.Outputs.Select(split => NumberOf(split.Id))],
        task.Reason,
        task.Cause,
        [.. task.Blamed.Select(NumberOf)],
        [.. task.Gone.Select(NumberOf)]);

    private static SplitId NewId(int number) => SplitId.Parse("table_000000000000000000000000" + number.ToString("00", CultureInfo.InvariantCulture));
}
