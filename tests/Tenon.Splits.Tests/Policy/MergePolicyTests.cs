using System.Collections.Immutable;
using Tenon.Splits.Policy;

namespace Tenon.Splits.Tests.Policy;

public sealed class MergePolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new int[0])]
    [InlineData(2, new int[0])]
    [InlineData(3, new[] { 3 })]
    [InlineData(5, new[] { 5 })]
    [InlineData(6, new[] { 5 })]
    [InlineData(8, new[] { 5, 3 })]
    [InlineData(10, new[] { 5, 5 })]
    public void As_many_as_the_factors_say_are_merged_at_once(int count, int[] sizes)
    {
        MergePolicy policy = PolicyOf(new() { MergeFactor = 3, MaxMergeFactor = 5 });
        Assert.Equal(sizes, policy.Plan(Splits(count)).Select(merge => merge.Inputs.Length));
    }

    [Fact]
    public void The_oldest_are_merged_first_and_ids_decide_within_a_second()
    {
        MergePolicy policy = PolicyOf(new() { MergeFactor = 2, MaxMergeFactor = 2 });
        MergeCandidate[] splits = [.. Splits(4)];
        splits[3] = splits[3] with { CreatedAt = Noon.AddSeconds(-10) };
        splits[0] = splits[0] with { CreatedAt = splits[1].CreatedAt.AddMilliseconds(900) }; // The same second, and the lower id.
        Assert.Equal([[splits[3].Id, splits[0].Id], [splits[1].Id, splits[2].Id]], policy.Plan(splits).Select(merge => merge.Inputs.Select(split => split.Id)));
    }

    [Fact]
    public void Few_large_splits_are_merged_when_they_reach_the_target_together()
    {
        MergePolicy policy = PolicyOf(new() { MergeFactor = 10, MaxMergeFactor = 12, TargetSplitSizeBytes = 100 });
        MergeCandidate[] splits = [.. Splits(3, size: 60)];
        Assert.Equal([2], policy.Plan(splits).Select(merge => merge.Inputs.Length));
        Assert.Empty(policy.Plan(splits.Take(1)));
    }

    [Fact]
    public void Sizes_beyond_all_measure_do_not_overflow()
    {
        MergePolicy policy = PolicyOf(new() { TargetSplitSizeBytes = long.MaxValue });
        Assert.Equal([2], policy.Plan(Splits(2, size: long.MaxValue - 1)).Select(merge => merge.Inputs.Length));
    }

    [Fact]
    public void The_rest_is_merged_newest_first_two_being_enough()
    {
        MergePolicy policy = PolicyOf(new() { MergeFactor = 10, MaxMergeFactor = 12 });
        MergeCandidate[] splits = [.. Splits(5)];
        Assert.Equal([splits.Reverse().Select(split => split.Id)], policy.PlanFinal(splits, 3).Select(merge => merge.Inputs.Select(split => split.Id)));
        Assert.Empty(policy.PlanFinal(splits, 0));
        Assert.Empty(policy.PlanFinal(splits.Take(1), 3));
        Assert.Equal([12, 12], policy.PlanFinal(Splits(40), 2).Select(merge => merge.Inputs.Length));
    }

    [Theory]
    [InlineData(4, 10, true)]
    [InlineData(5, 10, true)]
    [InlineData(3, 10, false)]
    [InlineData(0, 1000, true)]
    [InlineData(0, 999, false)]
    public void Level_and_size_make_a_split_mature(int level, long size, bool isMature)
    {
        MergePolicy policy = PolicyOf(new() { TargetSplitSizeBytes = 1000 });
        SplitMaturity maturity = policy.MaturityOf(level, size);
        Assert.Equal(isMature, maturity == SplitMaturity.Mature);
        Assert.Equal(isMature, policy.IsMature(Splits(1).Single() with { Level = level, SizeBytes = size, MaturesAt = DateTimeOffset.MaxValue }, Noon));
        Assert.Equal(isMature ? DateTimeOffset.MinValue : Noon.AddHours(48), maturity.MaturesAt(Noon));
    }

    [Fact]
    public void Age_makes_a_split_mature_at_its_moment()
    {
        MergeCandidate split = Splits(1).Single() with { MaturesAt = Noon };
        Assert.False(PolicyOf(new()).IsMature(split, Noon.AddTicks(-1)));
        Assert.True(PolicyOf(new()).IsMature(split, Noon));
        Assert.Equal(DateTimeOffset.MaxValue, SplitMaturity.ImmatureFor(TimeSpan.MaxValue).MaturesAt(Noon));
    }

    [Fact]
    public void CS3_Splits_before_the_compaction_start_time_are_not_merged()
    {
        MergePolicy policy = PolicyOf(new() { CompactionStartTime = 900 });
        Assert.False(policy.MayCompact(Scope(0)));
        Assert.True(policy.MayCompact(Scope(900)));
        Assert.True(policy.MayCompact(Scope(0) with { Window = null }));
        Assert.True(PolicyOf(new()).MayCompact(Scope(0)));
    }

    [Fact]
    public void Settings_with_problems_are_refused_by_name()
    {
        MergePolicySettings[] bad =
        [
            new() { MergeFactor = 1 }, new() { MaxMergeFactor = 9 }, new() { MaxMergeOps = 0 }, new() { TargetSplitSizeBytes = 0 },
            new() { MaturationPeriod = TimeSpan.Zero }, new() { MaxFinalizeMergeOperations = -1 },
        ];
        string[] names = ["merge_factor", "max_merge_factor", "max_merge_ops", "target_split_size_bytes", "maturation_period", "max_finalize_merge_operations"];
        Assert.Equal(names, bad.Select(settings => Assert.Single(settings.Problems()).Split(' ')[0]));
        Assert.All(bad, settings => Assert.Throws<ArgumentException>(() => new MergePolicy(settings)));
        Assert.Empty(new MergePolicySettings().Problems());
    }

    /// <summary>Order independence, conservation, purity and shape, of random splits.</summary>
    [Fact]
    public void What_is_planned_depends_on_the_set_and_keeps_the_rules()
    {
        foreach (int seed in Seed.Many(1, 500))
        {
            var random = new Random(seed);
            int factor = random.Next(2, 6);
            MergePolicy policy = PolicyOf(new() { MergeFactor = factor, MaxMergeFactor = factor + random.Next(0, 4), TargetSplitSizeBytes = 1000 });
            MergeCandidate[] splits = [.. Splits(random.Next(0, 40)).Select(split => split with { SizeBytes = random.Next(0, 1000), CreatedAt = Noon.AddSeconds(random.Next(20)) })];
            ImmutableArray<PlannedMerge> merges = policy.Plan(splits);
            random.Shuffle(splits);
            Assert.Equal(Ids(merges), Ids(policy.Plan(splits)));
            Assert.Equal(Ids(merges), Ids(OneByOne(policy, splits)));
            MergeCandidate[] inputs = [.. merges.SelectMany(merge => merge.Inputs)];
            Assert.Equal(inputs.Length, inputs.Distinct().Count());
            foreach (PlannedMerge merge in merges)
            {
                Assert.InRange(merge.Inputs.Length, 2, policy.Settings.MaxMergeFactor);
                bool isLarge = merge.Inputs.Sum(split => split.SizeBytes) >= 1000;
                Assert.True(isLarge || merge.Inputs.Length >= factor, $"seed {seed}");
                Assert.True(merge.Inputs.SkipLast(1).Sum(split => split.SizeBytes) < 1000 || merge.Inputs.Length == 2, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void F56_Merging_comes_to_an_end_with_few_splits_and_bounded_rewriting()
    {
        MergePolicy policy = PolicyOf(new());
        var live = new List<MergeCandidate>(Splits(200, size: 10 << 20));
        long ingested = live.Sum(split => split.SizeBytes);
        long written = 0;
        int next = live.Count;
        for (bool isQuiet = false; !isQuiet;)
        {
            isQuiet = true;
            foreach (IGrouping<int, MergeCandidate> level in live.Where(split => !policy.IsMature(split, Noon)).GroupBy(split => split.Level).ToArray())
            {
                foreach (PlannedMerge merge in policy.Plan(level))
                {
                    isQuiet = false;
                    live.RemoveAll(merge.Inputs.Contains);
                    MergeCandidate output = Split(next++) with { Level = merge.Level + 1, SizeBytes = merge.Inputs.Sum(split => split.SizeBytes) };
                    live.Add(output);
                    written += output.SizeBytes;
                }
            }
        }

        Assert.Equal(ingested, live.Sum(split => split.SizeBytes));
        Assert.True(written <= ingested * policy.Settings.MaxMergeOps, $"{written} bytes written for {ingested}");
        Assert.All(live.Where(split => !policy.IsMature(split, Noon)).GroupBy(split => split.Level), level => Assert.True(level.Count() < policy.Settings.MergeFactor));
    }

    private static IEnumerable<PlannedMerge> OneByOne(MergePolicy policy, IEnumerable<MergeCandidate> splits)
    {
        List<MergeCandidate> left = [.. splits.Order(MergePolicy.OldestFirst)];
        while (policy.First(left) is PlannedMerge merge)
        {
            left.RemoveAll(merge.Inputs.Contains);
            yield return merge;
        }
    }

    private static IEnumerable<IEnumerable<SplitId>> Ids(IEnumerable<PlannedMerge> merges) => merges.Select(merge => merge.Inputs.Select(split => split.Id));

    private static MergePolicy PolicyOf(MergePolicySettings settings) => new(settings);

    private static CompactionScope Scope(long start) =>
        new(IndexUid.Create("m", Split(0).Id), 0, SortSchema.DefaultMetrics, TimeWindow.Of(start, 900), 0, SplitScope.Root);

    private static IEnumerable<MergeCandidate> Splits(int count, long size = 10) => Enumerable.Range(0, count).Select(i => Split(i) with { SizeBytes = size });

    private static MergeCandidate Split(int number) => new(
        SplitId.Parse($"metrics_{number:D26}"), 0, 10, 1, Noon.AddSeconds(number), Noon.AddHours(48));
}
