using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Metastore.Contract;

/// <summary>Lists of splits, and what a planner reads.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class ListingContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    // Goal: every filter, alone and with others, selects what a loop over all splits would. Method: random splits, random queries, the loop.
    [Fact]
    public async Task Every_filter_selects_what_a_loop_over_all_splits_would()
    {
        Random random = Tests.Seed.Of(7);
        var other = IndexUid.Create("other", Ids.Next());
        await Store.CreateIndexAsync(other, SplitKind.Metrics, "{}", default);
        for (int i = 0; i < 12; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            IndexUid index = i % 3 == 2 ? other : Index;
            ImmutableArray<SplitRecord> splits = await IngestAsync(4, id => RandomSplit(random, id, index), index);
            await Store.QuarantineAsync([.. splits.Where(_ => random.Next(4) == 0).Select(split => split.Id)], "bad", default);
            if (i % 2 == 0)
            {
                OperationPlan plan = NewMerge(splits.Where(split => split.Metadata.Scope == splits[0].Metadata.Scope));
                if (await PlanAsync(plan) is PlanResult.Planned)
                {
                    await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default);
                    if (i % 4 == 0)
                    {
                        await Store.EndAsync(Lease, plan.Id, OperationState.Abandoned, "", default);
                    }
                }
            }
        }

        ImmutableArray<SplitRecord> all = await SplitsAsync();
        Assert.Equal(IdsOf(all).Order(), IdsOf(all));
        int selected = 0;
        for (int i = 0; i < 400; i++)
        {
            SplitQuery query = RandomQuery(random, all, other);
            ImmutableArray<SplitRecord> found = await SplitsAsync(query);
            Assert.Equal(Select(all, query), IdsOf(found));
            selected += found.Length;
        }

        Assert.InRange(selected, 400, 400 * all.Length / 2); // The queries select something, and not everything.
    }

    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(0, 11, true)]
    [InlineData(19, 30, true)]
    [InlineData(20, 30, false)]
    [InlineData(12, 12, false)]
    public async Task Time_ranges_are_half_open(long start, long end, bool isFound)
    {
        await IngestAsync(1, id => NewSplit(id) with { TimeRange = new SplitTimeRange(10, 20) });
        await IngestAsync(1, id => NewSplit(id) with { TimeRange = default });
        Assert.Equal(isFound ? 1 : 0, (await SplitsAsync(new SplitQuery { TimeRange = new SplitTimeRange(start, end) })).Length);
    }

    [Fact]
    public async Task F31_Ages_are_told_by_the_clock_of_the_metastore_and_begin_anew_with_a_move()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await StageAndPublishAsync(plan, 1);
        var old = new SplitQuery { States = [SplitState.Retired], MinimumAge = TimeSpan.FromHours(1) };
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(await SplitsAsync(old));
        await Store.MovedAsync(Lease, [(plan.Inputs[0].Id, "elsewhere")], default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([plan.Inputs[1].Id], IdsOf(await SplitsAsync(old)));
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("elsewhere", (await SplitsAsync(old))[0].Location);
        Clock.Advance(TimeSpan.FromHours(-5));
        Assert.Empty(await SplitsAsync(old));
    }

    // Goal: any number of splits is listed whole, in one call, in pages and as candidates (F-63).
    [Fact]
    public async Task F63_Long_lists_come_whole_and_in_pages()
    {
        const int count = 12_000;
        ImmutableArray<SplitRecord> splits = await IngestAsync(count);
        Assert.Equal(IdsOf(splits), IdsOf(await SplitsAsync()));
        var paged = new List<SplitId>();
        ImmutableArray<SplitRecord> page;
        do
        {
            page = await SplitsAsync(new SplitQuery { Index = Index, States = [SplitState.Published], After = paged.Count > 0 ? paged[^1] : null, Limit = 500 });
            Assert.True(page.Length <= 500);
            paged.AddRange(IdsOf(page));
        }
        while (page.Length == 500);
        Assert.Equal(IdsOf(splits), paged);
        Assert.Equal(paged, (await CandidatesAsync(Clock.GetUtcNow(), 700)).Select(candidate => candidate.Split.Id));
    }

    // Goal: a list is of one moment: a swap in its middle is not seen by half (gap: pages). Method: swap after the first row was read.
    [Fact]
    public async Task A_list_is_of_one_moment_although_it_is_read_bit_by_bit()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        await using IAsyncEnumerator<SplitRecord> list = Store.ListSplitsAsync(new SplitQuery { States = [SplitState.Published] }, default).GetAsyncEnumerator();
        Assert.True(await list.MoveNextAsync());
        OperationPlan plan = NewMerge(splits);
        await PlanAsync(plan);
        Assert.IsType<PublishResult.Published>(await StageAndPublishAsync(plan, 1));
        var rest = new List<SplitId>();
        while (await list.MoveNextAsync())
        {
            rest.Add(list.Current.Id);
        }

        Assert.Equal([splits[1].Id, splits[2].Id], rest);
    }

    [Fact]
    public async Task F41_Candidates_are_published_immature_of_a_scope_and_neither_claimed_nor_in_quarantine()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(5);
        await IngestAsync(1, id => NewSplit(id) with { Maturity = SplitMaturity.Mature });
        await IngestAsync(1, id => NewSplit(id) with { Window = null });
        await Store.QuarantineAsync([splits[0].Id], "bad", default);
        OperationPlan plan = NewMerge(splits[1]);
        await PlanAsync(plan);
        await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default);
        ImmutableArray<ScopedCandidate> candidates = await CandidatesAsync(Clock.GetUtcNow(), 2);
        Assert.Equal(splits.Skip(2).Select(split => MergeCandidate.Of(split.Metadata)), candidates.Select(candidate => candidate.Split));
        Assert.All(candidates, candidate => Assert.Equal(splits[0].Metadata.Scope, candidate.Scope));
        Assert.Same(candidates[0].Scope, candidates[1].Scope);
        Assert.Empty(await CandidatesAsync(Clock.GetUtcNow() + TimeSpan.FromHours(48), 2));
        Assert.Equal(3, (await CandidatesAsync(Clock.GetUtcNow() + TimeSpan.FromHours(48) - TimeSpan.FromTicks(1), 2)).Length);
        await Store.EndAsync(Lease, plan.Id, OperationState.Abandoned, "", default);
        Assert.Equal(4, (await CandidatesAsync(Clock.GetUtcNow(), 10)).Length);
    }

    private async Task<ImmutableArray<ScopedCandidate>> CandidatesAsync(DateTimeOffset at, int limit)
    {
        var all = ImmutableArray.CreateBuilder<ScopedCandidate>();
        ImmutableArray<ScopedCandidate> page;
        do
        {
            page = await Store.ListCandidatesAsync(new CandidateQuery(Index, at, all.Count > 0 ? all[^1].Split.Id : null, limit), default);
            all.AddRange(page);
        }
        while (page.Length == limit);
        return all.ToImmutable();
    }

    private SplitMetadata RandomSplit(Random random, SplitId id, IndexUid index)
    {
        int start = random.Next(6);
        return NewSplit(id, rows: random.Next(1, 5), window: TimeWindow.Of(random.Next(2) * 900, 900), index: index) with
        {
            TimeRange = random.Next(5) == 0 ? default : new SplitTimeRange(start, start + random.Next(1, 4)),
            MetricNames = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, new[] { "a", "b", "it's \"c\"" }.Where(_ => random.Next(2) == 0)),
            Maturity = random.Next(3) == 0 ? SplitMaturity.Mature : SplitMaturity.ImmatureFor(TimeSpan.FromMinutes(random.Next(1, 20))),
        };
    }

    private SplitQuery RandomQuery(Random random, ImmutableArray<SplitRecord> all, IndexUid other)
    {
        int start = random.Next(8);
        DateTimeOffset now = Clock.GetUtcNow() + TimeSpan.FromMinutes(random.Next(-10, 20));
        return new SplitQuery
        {
            Index = Choose<IndexUid?>(null, null, Index, other),
            States = Choose<ImmutableArray<SplitState>>([], [], [SplitState.Published], [SplitState.Staged, SplitState.Retired]),
            Scope = Choose(null, null, null, all[random.Next(all.Length)].Metadata.Scope),
            TimeRange = Choose<SplitTimeRange?>(null, null, new SplitTimeRange(start, start + random.Next(3))),
            MaximumTimeRangeEnd = Choose<long?>(null, null, random.Next(10)),
            MetricNames = Choose<ImmutableArray<string>>([], [], ["a"], ["b", "it's \"c\""]),
            MatureAt = Choose<DateTimeOffset?>(null, null, null, now),
            ImmatureAt = Choose<DateTimeOffset?>(null, null, null, now),
            IsQuarantined = Choose<bool?>(null, null, false, true),
            IsOwned = Choose<bool?>(null, true),
            MinimumAge = Choose(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(random.Next(12))),
            After = Choose<SplitId?>(null, null, all[random.Next(all.Length)].Id),
            Limit = Choose<int?>(null, null, random.Next(1, 20)),
        };

        T Choose<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
    }

    /// <summary>The specification of a query.</summary>
    private ImmutableArray<SplitId> Select(ImmutableArray<SplitRecord> all, SplitQuery query) =>
    [
        .. all
            .Where(split => query.Index is null || split.Metadata.Index == query.Index)
            .Where(split => query.States.IsEmpty || query.States.Contains(split.State))
            .Where(split => query.Scope is null || split.Metadata.Scope == query.Scope)
            .Where(split => query.TimeRange is not SplitTimeRange range || Enumerable.Range(0, 20).Any(t => IsIn(t, range) && IsIn(t, split.Metadata.TimeRange)))
            .Where(split => query.MaximumTimeRangeEnd is not long end || (!split.Metadata.TimeRange.IsEmpty && split.Metadata.TimeRange.EndSeconds <= end))
            .Where(split => query.MetricNames.IsEmpty || split.Metadata.MetricNames.Overlaps(query.MetricNames))
            .Where(split => query.MatureAt is not DateTimeOffset t || split.Metadata.MaturesAt <= t)
            .Where(split => query.ImmatureAt is not DateTimeOffset t || split.Metadata.MaturesAt > t)
            .Where(split => query.IsQuarantined is not bool wanted || split.Trouble?.QuarantinedSince is not null == wanted)
            .Where(split => query.IsOwned is not bool wanted || split.IsOwned == wanted)
            .Where(split => Clock.GetUtcNow() - split.Updated >= query.MinimumAge)
            .Where(split => query.After is not SplitId after || split.Id > after)
            .Select(split => split.Id)
            .Take(query.Limit ?? int.MaxValue),
    ];

    private static bool IsIn(long time, SplitTimeRange range) => range.StartSeconds <= time && time < range.EndSeconds;
}
