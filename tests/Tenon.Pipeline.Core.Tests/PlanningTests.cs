using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Tests;

public sealed class PlanningTests
{
    [Fact]
    public void A_merge_is_planned_when_there_are_enough_splits()
    {
        var bench = new Bench(new() { MergeFactor = 3, MaxMergeFactor = 3 });
        bench.Attach().Arrive(bench.New(2));
        Assert.Empty(bench.Effects);
        bench.Arrive(bench.New());
        CoreEffect.Claim claim = bench.Single<CoreEffect.Claim>();
        Assert.Equal((3, 0, Bench.Scope()), (claim.Inputs.Length, claim.Level, claim.Scope));
        Assert.Empty(bench.Young());
    }

    [Fact]
    public void F05_A_split_that_is_known_is_not_planned_again()
    {
        var bench = new Bench();
        ImmutableArray<ListedSplit> splits = bench.New(2);
        bench.Attach().Arrive(splits).Arrive(splits);
        Assert.Empty(bench.Effects);
        Assert.Single(bench.Memory.Merges);
        ListedSplit third = bench.New();
        bench.Arrive(third).Arrive(third).Arrive(third);
        Assert.Equal([third.Split.Id], bench.Young());
    }

    [Fact]
    public void F16_A_merge_is_planned_of_what_is_there_at_the_start()
    {
        var bench = new Bench();
        bench.Attach(bench.New(2));
        Assert.Equal(2, bench.Single<CoreEffect.Claim>().Inputs.Length);
    }

    [Fact]
    public void Splits_that_are_mature_by_level_size_or_age_are_not_merged()
    {
        var bench = new Bench(new() { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 2, TargetSplitSizeBytes = 1000 });
        bench.Attach(bench.New(2, level: 2)).Arrive(bench.New(2, size: 1000)).Arrive([bench.New(age: TimeSpan.FromHours(48)), bench.New(age: TimeSpan.FromHours(49))]);
        Assert.Empty(bench.Memory.Scopes);
        Assert.Empty(bench.Memory.Merges);
    }

    [Fact]
    public void A_split_that_becomes_mature_while_it_waits_is_not_merged()
    {
        var bench = new Bench();
        bench.Attach(bench.New());
        bench.Now += TimeSpan.FromHours(48);
        bench.Arrive(bench.New());
        Assert.Empty(bench.Effects);
        bench.Arrive(bench.New());
        Assert.Equal(bench.Now, bench.Single<CoreEffect.Claim>().Inputs.Min(split => split.CreatedAt));
    }

    [Fact]
    public void CS1_Scopes_are_not_mixed()
    {
        var bench = new Bench();
        bench.Attach(bench.New(), bench.New(Bench.Scope(1)), bench.New(Bench.Scope(0, partition: 7)), bench.New(Bench.Scope() with { RowGroupPrefixLength = 1 }));
        Assert.Empty(bench.Effects);
        bench.Arrive(bench.New(Bench.Scope(1)));
        Assert.Equal(Bench.Scope(1), bench.Single<CoreEffect.Claim>().Scope);
    }

    [Fact]
    public void CS3_What_is_before_the_compaction_start_time_is_not_even_remembered()
    {
        var bench = new Bench(new() { MergeFactor = 2, MaxMergeFactor = 2, CompactionStartTime = 1_761_955_201 });
        bench.Attach(bench.New(2)).Arrive(bench.New(2));
        Assert.Empty(bench.Memory.Scopes);
        bench.Arrive(bench.New(2, Bench.Scope(1)));
        Assert.NotEmpty(bench.Effects);
    }

    [Fact]
    public void An_output_is_merged_further()
    {
        var bench = new Bench();
        bench.Attach(bench.New(4));
        CoreEffect.Claim[] claims = [.. bench.Effects.OfType<CoreEffect.Claim>()];
        Assert.Equal(2, claims.Length);
        MergeCandidate[] outputs = [bench.Publish(claims[0]), bench.Publish(claims[1])];
        CoreEffect.Claim next = bench.Single<CoreEffect.Claim>();
        Assert.Equal(1, next.Level);
        Assert.Equal(outputs, next.Inputs);
    }

    [Fact]
    public void No_more_merges_run_than_there_are_places_and_the_best_is_first()
    {
        var bench = new Bench(settings: new() { MergeConcurrency = 1, FairnessCadence = 100 });
        bench.Attach([.. bench.New(2, Bench.Scope(0), size: 5000), .. bench.New(2, Bench.Scope(1), size: 100), .. bench.New(2, Bench.Scope(2), size: 1000)]);
        var order = new List<CompactionScope>();
        for (int i = 0; i < 3; i++)
        {
            CoreEffect.Claim claim = bench.Single<CoreEffect.Claim>();
            Assert.Single(bench.Memory.Merges);
            order.Add(claim.Scope);
            bench.Publish(claim);
        }

        Assert.Equal([Bench.Scope(1), Bench.Scope(2), Bench.Scope(0)], order);
    }

    /// <summary>The scope that has waited longest is served every so many merges, however much better others score.</summary>
    [Fact]
    public void F62_A_scope_that_scores_badly_is_served_within_the_bound()
    {
        const int Cadence = 4;
        var bench = new Bench(settings: new() { MergeConcurrency = 1, FairnessCadence = Cadence });
        bench.Attach(bench.New(2, Bench.Scope(5)));
        bench.Arrive(bench.New(2, Bench.Scope(9), size: 100_000_000));
        int served = 0;
        for (CoreEffect.Claim claim = MergesBegun(bench); claim.Scope != Bench.Scope(9); served++)
        {
            bench.Arrive(bench.New(4, Bench.Scope(5)));
            bench.Publish(claim);
            claim = bench.Single<CoreEffect.Claim>();
        }

        Assert.InRange(served, 1, 2 * Cadence);
    }

    [Fact]
    public void A_window_that_is_over_and_idle_is_merged_down_while_the_process_lives()
    {
        var bench = new Bench(new() { MergeFactor = 10, MaxMergeFactor = 10 }, new() { ColdDelay = TimeSpan.FromMinutes(10) });
        bench.Now = DateTimeOffset.FromUnixTimeSeconds(1_761_955_200);
        bench.Attach(bench.New(3));
        bench.Tick(TimeSpan.FromMinutes(24.9)); // The window ends after 15 minutes.
        Assert.Empty(bench.Effects.OfType<CoreEffect.Claim>());
        bench.Arrive(bench.New()); // Late data begins the delay anew.
        bench.Tick(TimeSpan.FromMinutes(9.9));
        Assert.Empty(bench.Effects.OfType<CoreEffect.Claim>());
        bench.Tick(TimeSpan.FromMinutes(0.1));
        Assert.Equal(4, bench.Single<CoreEffect.Claim>().Inputs.Length);
    }

    [Fact]
    public void Nothing_is_finalized_where_the_policy_says_so()
    {
        var bench = new Bench(new() { MaxFinalizeMergeOperations = 0 });
        bench.Attach(bench.New(3)).Tick(TimeSpan.FromHours(10));
        Assert.Empty(bench.Memory.Merges);
    }

    /// <summary>Random splits around all limits: no merge holds a mature one, levels and scopes are pure, and no split is in two merges.</summary>
    [Fact]
    public void Merges_keep_the_rules_whatever_arrives()
    {
        foreach (int seed in Seed.Many(1, 300))
        {
            var random = new Random(seed);
            var bench = new Bench(
                new() { MergeFactor = random.Next(2, 4), MaxMergeFactor = random.Next(4, 6), MaxMergeOps = 3, TargetSplitSizeBytes = 1000 }, new() { MergeConcurrency = 100 });
            bench.Attach();
            var claims = new List<CoreEffect.Claim>();
            for (int i = 0; i < 20; i++)
            {
                bench.Arrive([.. Enumerable.Range(0, random.Next(4)).Select(_ => bench.New(
                    Bench.Scope(random.Next(2), (ulong)random.Next(2)), random.Next(5), random.Next(2) * random.Next(1, 1500), TimeSpan.FromHours(random.Next(40, 52))))]);
                claims.AddRange(bench.Effects.OfType<CoreEffect.Claim>());
            }

            Assert.All(claims, claim => Assert.All(claim.Inputs, input => Assert.False(bench.Policy.IsMature(input, bench.Now), $"seed {seed}")));
            Assert.All(claims, claim => Assert.All(claim.Inputs, input => Assert.Equal(claim.Level, input.Level)));
            SplitId[] inputs = [.. claims.SelectMany(claim => claim.Inputs).Select(input => input.Id)];
            Assert.Equal(inputs.Length, inputs.Distinct().Count());
            Assert.Empty(inputs.Intersect(bench.Young()));
        }
    }

    private static CoreEffect.Claim MergesBegun(Bench bench)
    {
        (long number, Memory.MergeTask task) = Assert.Single(bench.Memory.Merges);
        return new CoreEffect.Claim(number, task.Scope, task.Level, task.Inputs);
    }
}
