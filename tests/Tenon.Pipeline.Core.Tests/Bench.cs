using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Tests;

/// <summary>A core on the bench: keeps its memory and its last effects, and makes splits for it.</summary>
internal sealed class Bench
{
    private static readonly SplitId AnyId = SplitId.Parse("metrics_00000000000000000000000000");
    private int _splits;

    public Bench(MergePolicySettings? policy = null, CoreSettings? settings = null)
    {
        Policy = new MergePolicy(policy ?? new() { MergeFactor = 2, MaxMergeFactor = 2 });
        Settings = settings ?? new() { MergeConcurrency = 2 };
    }

    public static IndexUid Index { get; } = IndexUid.Create("cpu", AnyId);

    public MergePolicy Policy { get; }

    public CoreSettings Settings { get; }

    public CoreMemory Memory { get; private set; } = CoreMemory.Empty;

    public ImmutableArray<CoreEffect> Effects { get; private set; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static CompactionScope Scope(int window = 0, ulong partition = 0) =>
        new(Index, partition, SortSchema.DefaultMetrics, TimeWindow.Of(1_761_955_200 + (window * 900L), 900), 0, SplitScope.Root);

    public ListedSplit New(CompactionScope? scope = null, int level = 0, long size = 100, TimeSpan? age = null) => new(
        scope ?? Scope(),
        new MergeCandidate(SplitId.Parse($"metrics_{++_splits:D26}"), level, size, size / 10, Now - (age ?? TimeSpan.Zero), Now - (age ?? TimeSpan.Zero) + Policy.Settings.MaturationPeriod));

    public ImmutableArray<ListedSplit> New(int count, CompactionScope? scope = null, int level = 0, long size = 100) => [.. Enumerable.Range(0, count).Select(_ => New(scope, level, size))];

    public Bench Take(Func<DateTimeOffset, CoreInput> input)
    {
        CoreStep step = MergeCore.Handle(Settings, Memory, input(Now));
        (Memory, Effects) = (step.Memory, step.Effects);
        return this;
    }

    public Bench Attach(params ImmutableArray<ListedSplit> splits) => Take(now => new CoreInput.Attached(now, Index, Policy, splits));

    public Bench Arrive(params ImmutableArray<ListedSplit> splits) => Take(now => new CoreInput.Arrived(now, Index, splits));

    public Bench Tick(TimeSpan after)
    {
        Now += after;
        return Take(now => new CoreInput.Tick(now));
    }

    public T Single<T>()
        where T : CoreEffect => Assert.Single(Effects.OfType<T>());

    public SplitId[] Young() => [.. Memory.Scopes.Values.SelectMany(scope => scope.Young.Values).SelectMany(level => level).Select(split => split.Id)];

    /// <summary>Takes a merge from its claim to the moment at which it is to be published.</summary>
    public MergeCandidate ToPublish(CoreEffect.Claim claim)
    {
        MergeCandidate output = Output(claim);
        Take(now => new CoreInput.Claimed(now, claim.Merge));
        Assert.Equal(claim.Merge, Single<CoreEffect.Execute>().Merge);
        Take(now => new CoreInput.Merged(now, claim.Merge, [output]));
        Assert.Equal(claim.Merge, Single<CoreEffect.Stage>().Merge);
        Take(now => new CoreInput.Staged(now, claim.Merge));
        Assert.Equal(claim.Merge, Single<CoreEffect.Upload>().Merge);
        Take(now => new CoreInput.Uploaded(now, claim.Merge));
        Assert.Equal(claim.Merge, Single<CoreEffect.Publish>().Merge);
        return output;
    }

    public MergeCandidate Publish(CoreEffect.Claim claim)
    {
        MergeCandidate output = ToPublish(claim);
        Take(now => new CoreInput.Published(now, claim.Merge));
        return output;
    }

    public MergeCandidate Output(CoreEffect.Claim claim) => New(claim.Scope, claim.Level + 1).Split with
    {
        SizeBytes = claim.Inputs.Sum(split => split.SizeBytes),
        RowCount = claim.Inputs.Sum(split => split.RowCount),
    };
}
