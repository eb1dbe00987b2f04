using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>Several callers at once, and long random lives.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class RaceContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    // Goal: under any number of racing publishers, each operation is published once, and rows stay exact (F-5, F-14).
    // Method: two connections and many tasks publish the same operations at once, each several times.
    [Fact]
    public async Task F02_F05_F14_Racing_publishers_publish_each_operation_once()
    {
        var plans = new List<OperationPlan>();
        for (int i = 0; i < 8; i++)
        {
            plans.Add(await PlanMergeAsync(2));
            await Store.StageAsync(Lease, plans[i].Id, OutputsOf(plans[i], 1), default);
        }

        await using IMetastore rival = OpenAgain();
        Task<PublishResult>[] racing =
        [
            .. from attempt in Enumerable.Range(0, 4)
               from plan in plans
               from store in new[] { Store, rival }
               select Task.Run(() => store.PublishAsync(Lease, RequestOf(plan, OutputsOf(plan, 1)), default).AsTask()),
        ];
        PublishResult[] results = await Task.WhenAll(racing);
        Assert.Equal(plans.Count, results.OfType<PublishResult.Published>().Count());
        Assert.Equal(results.Length - plans.Count, results.OfType<PublishResult.AlreadyPublished>().Count());
        Assert.Equal(160, (await Store.ReadTotalsAsync(Index, default)).PublishedRows);
    }

    [Fact]
    public async Task F05_F14_Of_racing_plans_for_one_split_exactly_one_wins()
    {
        SplitRecord split = Assert.Single(await IngestAsync(1));
        await using IMetastore rival = OpenAgain();
        Lease theirs = await rival.TakeLeaseAsync("rival", default);
        OperationPlan[] plans = [.. Enumerable.Range(0, 16).Select(_ => NewMerge(split))];
        ImmutableArray<PlanResult>[] results = await Task.WhenAll(plans.Select((plan, i) => Task.Run(
            () => i % 2 == 0 ? Store.PlanAsync(Lease, [plan], default).AsTask() : rival.PlanAsync(theirs, [plan], default).AsTask())));
        Assert.Equal(1, results.Count(result => result[0] is PlanResult.Planned));
    }

    // Goal: any number of compactors on one index waste work and lose nothing (F-14). Method: tasks on two connections, each with a lease of its own,
    // take whatever candidates they see, and merge them; some fail, some die and are replaced. At the end the books balance, and each split
    // that was merged was merged once.
    [Fact]
    public async Task F14_Compactors_that_know_nothing_of_each_other_keep_every_row()
    {
        const int splits = 60;
        await IngestAsync(splits);
        await using IMetastore rival = OpenAgain();
        int seed = Tests.Seed.Of(11).Next();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => CompactAsync(i % 2 == 0 ? Store : rival, $"compactor {i}", new Random(seed + i)))));
        IndexTotals totals = await Store.ReadTotalsAsync(Index, default);
        Assert.True(totals.IsBalanced);
        Assert.Equal(splits * 10, totals.PublishedRows);
        ImmutableArray<OperationRecord> merges = await OperationsAsync(new OperationQuery { State = OperationState.Published });
        SplitId[] merged = [.. merges.SelectMany(operation => operation.Inputs).Select(split => split.Id)];
        Assert.Equal(merged.Length, merged.Distinct().Count());
        Assert.True(merges.Count(operation => operation.Kind == OperationKind.Merge) > 10);
    }

    private async Task CompactAsync(IMetastore store, string name, Random random)
    {
        Lease lease = await store.TakeLeaseAsync(name, default);
        var token = 0;
        for (int round = 0; round < 25; round++)
        {
            ImmutableArray<ScopedCandidate> candidates = await store.ListCandidatesAsync(new CandidateQuery(Index, Clock.GetUtcNow(), null, 100), default);
            SplitId[] chosen = [.. candidates.Select(candidate => candidate.Split.Id).OrderBy(_ => random.Next()).Take(random.Next(1, 4))];
            if (chosen.Length == 0)
            {
                continue;
            }

            var plan = new OperationPlan
            {
                Id = new OperationId(Ids.Next(SplitKind.Metrics)),
                Index = Index,
                Scope = candidates[0].Scope,
                Token = $"{name} {token++}",
                Inputs = [.. chosen.Select(id => new PlannedInput(id))],
            };
            if ((await store.PlanAsync(lease, [plan], default))[0] is not PlanResult.Planned planned)
            {
                continue;
            }

            SplitMetadata output = NewSplit(plan.Id.Output(0), planned.Inputs.Sum(split => split.RowCount), planned.Inputs.Max(split => split.Metadata.Level) + 1);
            await store.StageAsync(lease, plan.Id, [OutputOf(output)], default);
            switch (random.Next(4))
            {
                case 0:
                    await store.FailAsync(lease, plan.Id, new OperationFailure("bad luck", null, int.MaxValue), default);
                    break;
                case 1: // It dies; its successor ends what it left.
                    lease = await store.TakeLeaseAsync(name, default);
                    await store.EndAsync(lease, plan.Id, OperationState.Abandoned, "its process died", default);
                    break;
                default:
                    var request = new PublishRequest(
                        plan.Id,
                        plan.Token,
                        [new PublishedOutput(output.Id, output.SizeBytes, OutputOf(output).Crc32C, "published")],
                        [.. planned.Inputs.Select(split => new InputVersion(split.Id, split.Version))],
                        "digest");
                    Assert.IsType<PublishResult.Published>(await store.PublishAsync(lease, request, default));
                    break;
            }
        }
    }

    // Goal: in any order of calls the store does what the rules say, one by one. Method: random calls, stale leases and wrong states among them, to the
    // store through two connections and to a naive model; equal outcomes, and equal contents at the end.
    [Theory]
    [MemberData(nameof(RandomLives.Seeds), MemberType = typeof(RandomLives))]
    public async Task Random_lives_are_those_of_the_naive_model(int seed)
    {
        Tests.Seed.Print(seed);
        var random = new Random(seed);
        var naive = new NaiveMetastore();
        await using IMetastore second = OpenAgain();
        var leases = new List<Lease>();
        foreach (string name in new[] { "a", "b" })
        {
            leases.Add(naive.Take(name));
            Assert.Equal(leases[^1], await Store.TakeLeaseAsync(name, default));
        }

        var plans = new List<OperationPlan>();
        var staged = new Dictionary<OperationId, ImmutableArray<StagedOutput>>();
        for (int step = 0; step < 500; step++)
        {
            IMetastore store = random.Next(2) == 0 ? Store : second;
            Lease lease = random.Next(8) == 0 ? leases[random.Next(leases.Count)] : leases[^random.Next(1, 3)];
            OperationPlan? plan = plans.Count > 0 ? plans[^random.Next(1, Math.Min(plans.Count, 8) + 1)] : null;
            SplitId? split = naive.Splits.Count > 0 ? naive.Splits.Values.ElementAt(random.Next(naive.Splits.Count)).Id : null;
            int call = random.Next(24);
            (string expected, string actual) = call switch
            {
                0 => await TakeAsync(random.Next(2) == 0 ? "a" : "b"),
                < 6 => await PlanNewAsync(),
                < 7 when plan is not null => (naive.Plan(lease, plan), await OutcomeAsync(async () => (await store.PlanAsync(lease, [plan], default))[0])),
                < 13 when plan is not null => await StageAsync(plan),
                < 18 when plan is not null => (naive.Publish(lease, plan.Id), await OutcomeAsync(() => store.PublishAsync(lease, RequestOf(plan, staged.GetValueOrDefault(plan.Id, [])), default))),
                18 when plan is not null => (naive.End(lease, plan.Id, null, null), await OutcomeAsync(() => store.EndAsync(lease, plan.Id, OperationState.Abandoned, "", default))),
                19 when plan is not null => (naive.End(lease, plan.Id, split, 2), await OutcomeAsync(() => store.FailAsync(lease, plan.Id, new OperationFailure("", split, 2), default))),
                20 when split is SplitId id => (naive.Quarantine(id), await OutcomeAsync(() => store.QuarantineAsync([id], "", default))),
                21 when split is SplitId id => (naive.Release(id), await OutcomeAsync(() => store.ReleaseAsync([id], default))),
                22 when split is SplitId id => (naive.Drop(id), await OutcomeAsync(() => store.DropAsync([id], "", default))),
                23 when split is SplitId id => (naive.Forget(lease, id), await OutcomeAsync(() => store.ForgetAsync(lease, [id], default))),
                _ => ("", ""),
            };
            Assert.True(expected == actual, $"step {step}, call {call}: expected '{expected}', but was '{actual}'");

            async Task<(string, string)> TakeAsync(string name)
            {
                leases.Add(naive.Take(name));
                return (leases[^1].ToString(), (await store.TakeLeaseAsync(name, default)).ToString());
            }

            async Task<(string, string)> PlanNewAsync()
            {
                SplitId[] chosen = [.. naive.Splits.Values.Where(s => random.Next(3) > 0 || s.State == SplitState.Published).OrderBy(_ => random.Next()).Take(random.Next(3)).Select(s => s.Id)];
                OperationPlan next = chosen.Length == 0 ? NewIngest() : new OperationPlan
                {
                    Id = new OperationId(Ids.Next(SplitKind.Metrics)),
                    Index = Index,
                    Scope = NewSplit(window: naive.Find(chosen[0])!.Window).Scope,
                    Token = random.Next(10) == 0 && plan is not null ? plan.Token : $"token {Ids.Next()}",
                    Inputs = [.. chosen.Select(id => new PlannedInput(id) { Version = "published" })],
                };
                string outcome = naive.Plan(lease, next);
                if (outcome == nameof(PlanResult.Planned))
                {
                    plans.Add(next);
                }

                return (outcome, await OutcomeAsync(async () => (await store.PlanAsync(lease, [next], default))[0]));
            }

            async Task<(string, string)> StageAsync(OperationPlan of)
            {
                NaiveMetastore.Split[] inputs = [.. of.Inputs.Select(input => naive.Find(input.Id)).OfType<NaiveMetastore.Split>()];
                long rows = inputs.Length > 0 ? inputs.Sum(input => input.RowCount) + (random.Next(16) == 0 ? 1 : 0) : random.Next(5);
                int level = (inputs.Length > 0 ? inputs.Max(input => input.Level) + 1 : 0) + (random.Next(16) == 0 ? 1 : 0);
                TimeWindow window = of.Scope?.Window ?? TimeWindow.Of(900 * random.Next(2), 900);
                ImmutableArray<StagedOutput> outputs = [OutputOf(NewSplit(of.Id.Output(0), rows, level, window))];
                string outcome = naive.Stage(lease, of.Id, outputs);
                if (outcome.Length == 0)
                {
                    staged[of.Id] = outputs;
                }

                return (outcome, await OutcomeAsync(() => store.StageAsync(lease, of.Id, outputs, default)));
            }
        }

        await AssertSameAsync(naive);
        Assert.True(naive.Operations.Values.Count(operation => operation.State == OperationState.Published) > 5);
    }

    private async Task AssertSameAsync(NaiveMetastore naive)
    {
        Assert.Equal(
            naive.Splits.Values.Select(split => (split.Id, split.State, split.Cause, split.RowCount, split.Level, split.CreatedBy, split.ClaimedBy, split.IsQuarantined)),
            (await SplitsAsync()).Select(split => (
                split.Id, split.State, split.Cause, split.RowCount, split.Metadata.Level, split.CreatedBy, split.ClaimedBy, split.Trouble?.QuarantinedSince is not null)));
        Assert.Equal(
            naive.Operations.Values.OrderBy(operation => operation.Id.ToString(), StringComparer.Ordinal).Select(operation => (operation.Id, operation.State)),
            (await OperationsAsync()).Select(operation => (operation.Id, operation.State)));
        IndexTotals totals = await Store.ReadTotalsAsync(Index, default);
        Assert.Equal((naive.Ingested, naive.Dropped), (totals.IngestedRows, totals.DroppedRows));
        Assert.True(totals.IsBalanced);
    }

    private static async Task<string> OutcomeAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call() switch
            {
                PlanResult plan => plan.GetType().Name,
                PublishResult publish => publish.GetType().Name,
                _ => "",
            };
        }
        catch (MetastoreException e)
        {
            return e.Error.ToString();
        }
        catch (InvariantViolationException e)
        {
            return e.Id.ToString();
        }
    }

    private static Task<string> OutcomeAsync(Func<ValueTask> call) => OutcomeAsync(async () =>
    {
        await call();
        return true;
    });
}

/// <summary>The seeds of random lives.</summary>
public static class RandomLives
{
    public static TheoryData<int> Seeds() => [.. Tests.Seed.Many(1, 10)];
}
