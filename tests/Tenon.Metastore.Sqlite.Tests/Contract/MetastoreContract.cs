using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite.Tests.Contract;

/// <summary>What every metastore must do. A store is put under it by a class that opens one.</summary>
public abstract class MetastoreContract : IAsyncLifetime
{
    private readonly SplitIdGenerator _ids;

    protected MetastoreContract() => _ids = new SplitIdGenerator(Clock, new Random(42));

    private protected StandingClock Clock { get; } = new();

    private IMetastore Store { get; set; } = null!; // Opened before each test.

    private Lease Lease { get; set; }

    public async ValueTask InitializeAsync()
    {
        Store = Open();
        Lease = await Store.TakeLeaseAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Close();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_published_operation_swaps_its_inputs_for_its_outputs()
    {
        OperationPlan plan = await PlanAsync(3);
        Assert.Equal(3, (await SplitsAsync(SplitState.Published)).Length);
        var published = Assert.IsType<PublishResult.Published>(await StageAndPublishAsync(plan, 2));
        Assert.Equal([plan.Id.Output(0), plan.Id.Output(1)], published.Outputs);
        Assert.Equal(published.Outputs, (await SplitsAsync(SplitState.Published)).Select(split => split.Id));
        ImmutableArray<SplitRecord> retired = await SplitsAsync(SplitState.Retired);
        Assert.Equal(plan.Inputs.Select(input => input.Id), retired.Select(split => split.Id));
        Assert.All(retired, split => Assert.Equal(plan.Id, split.RetiredBy));
        OperationRecord operation = Assert.Single(await OperationsAsync());
        Assert.Equal((OperationState.Published, "digest", plan.Token, plan.Settings), (operation.State, operation.Digest, operation.Token, operation.Settings));
        Assert.Equal(plan.Inputs.Select(input => input.Id), operation.Inputs.Select(split => split.Id));
    }

    [Fact]
    public async Task F02_F03_A_publish_repeated_with_its_token_changes_nothing_and_gives_the_first_result()
    {
        OperationPlan plan = await PlanAsync(2);
        Assert.Null(await Store.FindPublishAsync(plan.Token, default));
        await StageAndPublishAsync(plan, 2);
        ImmutableArray<SplitRecord> before = await SplitsAsync(new SplitQuery());
        Clock.Advance(TimeSpan.FromHours(1));
        var again = Assert.IsType<PublishResult.AlreadyPublished>(await Store.PublishAsync(Lease, Request(plan, 2), default));
        Assert.Equal([plan.Id.Output(0), plan.Id.Output(1)], again.Outputs);
        Assert.Equal(before, await SplitsAsync(new SplitQuery()));
        Assert.Equal(again.Outputs, (await Store.FindPublishAsync(plan.Token, default))!.Outputs);
    }

    [Fact]
    public async Task F05_A_split_is_claimed_by_one_operation_at_a_time()
    {
        OperationPlan plan = await PlanAsync(2);
        OperationPlan rival = NewPlan(plan.Inputs.Select(input => input with { Id = _ids.Next() }));
        var refused = Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(Lease, [rival], default)));
        Assert.Equal(2, refused.Problems.Length);
        Assert.Contains(plan.Inputs[0].Path, refused.Problems[0], StringComparison.Ordinal);

        // The same for a published output: the second plan learns who has it.
        await StageAndPublishAsync(plan, 1);
        PlannedInput output = OutputAsInput(plan);
        OperationPlan second = NewPlan([output]);
        Assert.IsType<PlanResult.Planned>(Assert.Single(await Store.PlanAsync(Lease, [second], default)));
        refused = Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(Lease, [NewPlan([output])], default)));
        Assert.Contains(second.Id.ToString(), Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F05_One_refused_plan_does_not_keep_others_of_its_transaction_from_being_planned()
    {
        OperationPlan first = await PlanAsync(1);
        OperationPlan rival = NewPlan(first.Inputs.Select(input => input with { Id = _ids.Next() }));
        OperationPlan other = NewPlan([NewInput("other.parquet")]);
        ImmutableArray<PlanResult> results = await Store.PlanAsync(Lease, [rival, other], default);
        Assert.IsType<PlanResult.Refused>(results[0]);
        Assert.IsType<PlanResult.Planned>(results[1]);
        Assert.Equal([first.Id, other.Id], (await OperationsAsync()).Select(operation => operation.Id));
    }

    // Goal: under any number of racing publishers, each operation is published once, and rows stay exact (F-5, F-14).
    // Method: two connections and many tasks publish the same operations at once, each several times.
    [Fact]
    public async Task F02_F05_F14_Racing_publishers_publish_each_operation_once()
    {
        OperationPlan[] plans = [.. Enumerable.Range(0, 8).Select(i => NewPlan([NewInput($"{i}-a.parquet"), NewInput($"{i}-b.parquet")]))];
        await Store.PlanAsync(Lease, plans, default);
        foreach (OperationPlan plan in plans)
        {
            await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        }

        await using IMetastore rival = OpenAgain();
        Task<PublishResult>[] racing = [.. from attempt in Enumerable.Range(0, 4) from plan in plans from store in new[] { Store, rival } select Task.Run(() => store.PublishAsync(Lease, Request(plan, 1), default).AsTask())];
        PublishResult[] results = await Task.WhenAll(racing);
        Assert.Equal(plans.Length, results.OfType<PublishResult.Published>().Count());
        Assert.Equal(results.Length - plans.Length, results.OfType<PublishResult.AlreadyPublished>().Count());
        Assert.Equal(plans.Sum(plan => plan.Inputs.Sum(input => input.RowCount)), (await SplitsAsync(SplitState.Published)).Sum(split => split.RowCount));
    }

    [Fact]
    public async Task F05_F14_Of_racing_plans_for_one_split_exactly_one_wins()
    {
        OperationPlan seed = await PlanAsync(1);
        await StageAndPublishAsync(seed, 1);
        PlannedInput output = OutputAsInput(seed);
        await using IMetastore rival = OpenAgain();
        OperationPlan[] plans = [.. Enumerable.Range(0, 16).Select(_ => NewPlan([output]))];
        ImmutableArray<PlanResult>[] results = await Task.WhenAll(plans.Select((plan, i) => Task.Run(() => (i % 2 == 0 ? Store : rival).PlanAsync(Lease, [plan], default).AsTask())));
        Assert.Equal(1, results.Count(result => result[0] is PlanResult.Planned));
    }

    [Theory]
    [InlineData("9")]
    [InlineData(null)]
    public async Task F06_F09_An_input_of_another_version_or_gone_refuses_the_whole_swap(string? version)
    {
        OperationPlan plan = await PlanAsync(3);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        ImmutableArray<SplitRecord> before = await SplitsAsync(new SplitQuery());
        PublishRequest request = Request(plan, 1);
        request = request with { Inputs = request.Inputs.SetItem(1, request.Inputs[1] with { Version = version }) };
        var refused = Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request, default));
        Assert.Equal([plan.Inputs[1].Id], refused.Inputs);
        Assert.Equal(before, await SplitsAsync(new SplitQuery()));
    }

    [Fact]
    public async Task F08_A_publish_that_names_only_some_of_the_inputs_is_refused()
    {
        OperationPlan plan = await PlanAsync(3);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        PublishRequest request = Request(plan, 1);
        var refused = Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request with { Inputs = request.Inputs.RemoveAt(2) }, default));
        Assert.Equal([plan.Inputs[2].Id], refused.Inputs);
        Assert.Equal(3, (await SplitsAsync(SplitState.Published)).Length);
    }

    [Fact]
    public async Task F11_F49_Rows_in_and_rows_out_are_compared_inside_the_transaction()
    {
        OperationPlan plan = await PlanAsync(2);
        ImmutableArray<StagedOutput> outputs = Outputs(plan, 2);
        await Store.StageAsync(Lease, plan.Id, outputs.SetItem(1, outputs[1] with { RowCount = outputs[1].RowCount + 1 }), default);
        ImmutableArray<SplitRecord> before = await SplitsAsync(new SplitQuery());
        var broken = await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, Request(plan, 2), default).AsTask());
        Assert.Equal(InvariantId.RowsConserved, broken.Id);
        Assert.Equal(before, await SplitsAsync(new SplitQuery()));
    }

    [Fact]
    public async Task F33_F54_An_output_that_was_read_back_otherwise_is_not_published()
    {
        OperationPlan plan = await PlanAsync(1);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        PublishRequest request = Request(plan, 1);
        foreach (PublishedOutput wrong in new[] { request.Outputs[0] with { Crc32C = 1 }, request.Outputs[0] with { SizeBytes = 1 } })
        {
            var broken = await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, request with { Outputs = [wrong] }, default).AsTask());
            Assert.Equal(InvariantId.PublishedIsReadable, broken.Id);
        }

        await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, request with { Outputs = [] }, default).AsTask());
        Assert.Single(await SplitsAsync(SplitState.Staged));
    }

    [Fact]
    public async Task F69_A_split_of_another_scope_is_not_planned()
    {
        OperationPlan plan = await PlanAsync(1);
        await StageAndPublishAsync(plan, 1);
        OperationPlan elsewhere = NewPlan([OutputAsInput(plan)]) with { Scope = SplitScope.Parse("b=2") };
        var refused = Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(Lease, [elsewhere], default)));
        Assert.Contains("scope", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F09_An_output_is_planned_in_the_version_it_was_published_with()
    {
        OperationPlan plan = await PlanAsync(1);
        await StageAndPublishAsync(plan, 1);
        Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(Lease, [NewPlan([OutputAsInput(plan) with { Version = "changed" }])], default)));
        Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(Lease, [NewPlan([OutputAsInput(plan) with { RowCount = 1 }])], default)));
    }

    // Goal: whoever lost the lease changes nothing, by any call (F-13).
    [Fact]
    public async Task F13_A_stale_lease_is_refused_by_every_change()
    {
        OperationPlan plan = await PlanAsync(2);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        Lease stale = Lease;
        Lease = await Store.TakeLeaseAsync(default);
        Assert.True(Lease.Epoch > stale.Epoch);
        ImmutableArray<SplitRecord> before = await SplitsAsync(new SplitQuery());
        Func<Task>[] changes =
        [
            () => Store.PlanAsync(stale, [NewPlan([NewInput("late.parquet")])], default).AsTask(),
            () => Store.StageAsync(stale, plan.Id, Outputs(plan, 1), default).AsTask(),
            () => Store.PublishAsync(stale, Request(plan, 1), default).AsTask(),
            () => Store.EndAsync(stale, plan.Id, OperationState.Abandoned, "", default).AsTask(),
            () => Store.MovedAsync(stale, [(plan.Inputs[0].Id, "x")], default).AsTask(),
            () => Store.ForgetAsync(stale, [plan.Inputs[0].Id], default).AsTask(),
        ];
        foreach (Func<Task> change in changes)
        {
            Assert.Equal(MetastoreError.StaleLease, (await Assert.ThrowsAsync<MetastoreException>(change)).Error);
        }

        Assert.Equal(before, await SplitsAsync(new SplitQuery()));
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, Request(plan, 1), default));
    }

    [Fact]
    public async Task An_operation_that_ends_without_a_result_frees_its_inputs_and_retires_what_it_staged()
    {
        OperationPlan plan = await PlanAsync(2);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 2), default);
        await Store.EndAsync(Lease, plan.Id, OperationState.Superseded, "an input changed", default);
        OperationRecord ended = Assert.Single(await OperationsAsync());
        Assert.Equal((OperationState.Superseded, "an input changed"), (ended.State, ended.Reason));
        ImmutableArray<SplitRecord> left = await SplitsAsync(new SplitQuery());
        Assert.All(left, split => Assert.Equal((SplitState.Retired, plan.Id, plan.Id), (split.State, split.CreatedBy!.Value, split.RetiredBy!.Value)));
        Assert.Equal(2, left.Length); // The files of others are theirs again, and unknown.
        Assert.Empty(Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, Request(plan, 2), default)).Inputs);
        Assert.IsType<PlanResult.Planned>(Assert.Single(await Store.PlanAsync(Lease, [NewPlan(plan.Inputs)], default)));
    }

    [Fact]
    public async Task An_output_of_an_earlier_operation_stays_published_when_the_next_one_ends_without_a_result()
    {
        OperationPlan first = await PlanAsync(1);
        await StageAndPublishAsync(first, 1);
        OperationPlan second = NewPlan([OutputAsInput(first), NewInput("new.parquet")]);
        await Store.PlanAsync(Lease, [second], default);
        await Store.EndAsync(Lease, second.Id, OperationState.Abandoned, "", default);
        Assert.Equal([first.Id.Output(0)], (await SplitsAsync(SplitState.Published)).Select(split => split.Id));
        Assert.IsType<PlanResult.Planned>(Assert.Single(await Store.PlanAsync(Lease, [NewPlan([OutputAsInput(first)])], default)));
    }

    [Fact]
    public async Task Ending_what_is_published_changes_nothing()
    {
        OperationPlan plan = await PlanAsync(1);
        await StageAndPublishAsync(plan, 1);
        ImmutableArray<SplitRecord> before = await SplitsAsync(new SplitQuery());
        await Store.EndAsync(Lease, plan.Id, OperationState.Abandoned, "too late", default);
        Assert.Equal(before, await SplitsAsync(new SplitQuery()));
        Assert.Equal(OperationState.Published, Assert.Single(await OperationsAsync()).State);
    }

    [Fact]
    public async Task F19_Staging_again_replaces_what_was_staged_and_only_a_planned_operation_stages()
    {
        OperationPlan plan = await PlanAsync(1);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 3), default);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 2), default);
        Assert.Equal(2, (await SplitsAsync(SplitState.Staged)).Length);
        await Store.PublishAsync(Lease, Request(plan, 2), default);
        var late = await Assert.ThrowsAsync<MetastoreException>(() => Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default).AsTask());
        Assert.Equal(MetastoreError.NotApplied, late.Error);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            OperationPlan other = NewPlan([NewInput("other.parquet")]);
            await Store.PlanAsync(Lease, [other], default);
            await Store.StageAsync(Lease, other.Id, Outputs(plan, 1), default);
        });
    }

    [Fact]
    public async Task F24_Only_retired_splits_are_forgotten_and_all_or_none()
    {
        OperationPlan plan = await PlanAsync(2);
        await StageAndPublishAsync(plan, 1);
        SplitId[] mixed = [plan.Inputs[0].Id, plan.Id.Output(0)];
        var refused = await Assert.ThrowsAsync<MetastoreException>(() => Store.ForgetAsync(Lease, mixed, default).AsTask());
        Assert.Equal(MetastoreError.NotApplied, refused.Error);
        Assert.Equal(2, (await SplitsAsync(SplitState.Retired)).Length);
        await Store.ForgetAsync(Lease, [plan.Inputs[0].Id, _ids.Next()], default); // One that nobody knows is forgotten already (F-25).
        Assert.Single(await SplitsAsync(SplitState.Retired));
    }

    [Fact]
    public async Task F31_Ages_are_told_by_the_clock_of_the_metastore_and_begin_anew_with_a_move()
    {
        OperationPlan plan = await PlanAsync(2);
        await StageAndPublishAsync(plan, 1);
        var old = new SplitQuery { State = SplitState.Retired, MinimumAge = TimeSpan.FromHours(1) };
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(await SplitsAsync(old));
        await Store.MovedAsync(Lease, [(plan.Inputs[0].Id, "elsewhere")], default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([plan.Inputs[1].Id], (await SplitsAsync(old)).Select(split => split.Id));
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(["elsewhere", plan.Inputs[1].Path], (await SplitsAsync(old)).Select(split => split.Location));
        Clock.Advance(TimeSpan.FromHours(-5));
        Assert.Empty(await SplitsAsync(old));
    }

    [Fact]
    public async Task Only_retired_splits_move()
    {
        OperationPlan plan = await PlanAsync(1);
        var refused = await Assert.ThrowsAsync<MetastoreException>(() => Store.MovedAsync(Lease, [(plan.Inputs[0].Id, "x")], default).AsTask());
        Assert.Equal(MetastoreError.NotApplied, refused.Error);
    }

    [Fact]
    public async Task Splits_are_found_by_path_in_any_state_oldest_first()
    {
        OperationPlan plan = await PlanAsync(2);
        await StageAndPublishAsync(plan, 1);
        OperationPlan again = NewPlan([NewInput(plan.Inputs[1].Path)]);
        await Store.PlanAsync(Lease, [again], default);
        IReadOnlyList<SplitRecord> found = await Store.FindByPathsAsync([plan.Inputs[1].Path, "unknown"], default);
        Assert.Equal([plan.Inputs[1].Id, again.Inputs[0].Id], found.Select(split => split.Id));
        Assert.Equal([SplitState.Retired, SplitState.Published], found.Select(split => split.State));
    }

    [Fact]
    public async Task Owned_splits_are_told_from_those_of_others()
    {
        OperationPlan plan = NewPlan([NewInput("/elsewhere/a.parquet") with { IsOwned = false }, NewInput("b.parquet")]);
        await Store.PlanAsync(Lease, [plan], default);
        Assert.Equal(["/elsewhere/a.parquet"], (await SplitsAsync(new SplitQuery { IsOwned = false })).Select(split => split.Path));
        Assert.Equal(["b.parquet"], (await SplitsAsync(new SplitQuery { IsOwned = true })).Select(split => split.Path));
    }

    [Fact]
    public async Task F63_Long_lists_come_whole()
    {
        const int count = 2500;
        OperationPlan[] plans = [.. Enumerable.Range(0, 120).Select(i => NewPlan([NewInput($"{i}.parquet")]))];
        OperationPlan wide = NewPlan(Enumerable.Range(0, count).Select(i => NewInput($"wide-{i}.parquet")));
        await Store.PlanAsync(Lease, [.. plans, wide], default);
        ImmutableArray<SplitRecord> splits = await SplitsAsync(new SplitQuery());
        Assert.Equal(count + plans.Length, splits.Length);
        Assert.Equal(splits.Select(split => split.Id).Order(), splits.Select(split => split.Id));
        Assert.Equal([.. plans.Select(plan => plan.Id), wide.Id], (await OperationsAsync()).Select(operation => operation.Id));
    }

    [Fact]
    public async Task A_publish_under_another_token_or_of_an_unknown_operation_is_an_error()
    {
        OperationPlan plan = await PlanAsync(1);
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, 1), default);
        await Assert.ThrowsAsync<MetastoreException>(() => Store.PublishAsync(Lease, Request(plan, 1) with { Token = "other" }, default).AsTask());
        await Assert.ThrowsAsync<MetastoreException>(() => Store.PublishAsync(Lease, Request(plan, 1) with { Operation = new OperationId(_ids.Next()) }, default).AsTask());
    }

    /// <summary>Opens an empty store.</summary>
    protected abstract IMetastore Open();

    /// <summary>Opens what <see cref="Open"/> opened once more, as another process would.</summary>
    protected abstract IMetastore OpenAgain();

    /// <summary>Removes what <see cref="Open"/> made.</summary>
    protected abstract void Close();

    private async Task<OperationPlan> PlanAsync(int inputs)
    {
        OperationPlan plan = NewPlan(Enumerable.Range(0, inputs).Select(i => NewInput($"part-{i}.parquet")));
        Assert.IsType<PlanResult.Planned>(Assert.Single(await Store.PlanAsync(Lease, [plan], default)));
        return plan;
    }

    private OperationPlan NewPlan(IEnumerable<PlannedInput> inputs) =>
        new(new OperationId(_ids.Next()), SplitScope.Parse("a=1"), "token " + _ids.Next(), "settings", [.. inputs]);

    private PlannedInput NewInput(string path) => new(_ids.Next(), true, path, true, 100, "1", "print", 10);

    private static PlannedInput OutputAsInput(OperationPlan plan)
    {
        StagedOutput output = Outputs(plan, 1)[0];
        return new PlannedInput(output.Id, false, output.Path, true, output.SizeBytes, "published", "", output.RowCount);
    }

    /// <summary>Outputs that share the rows of the inputs.</summary>
    private static ImmutableArray<StagedOutput> Outputs(OperationPlan plan, int count)
    {
        long rows = plan.Inputs.Sum(input => input.RowCount);
        return [.. Enumerable.Range(0, count).Select(i => new StagedOutput(plan.Id.Output(i), $"a=1/{plan.Id.Output(i)}.parquet", 50 + i, 0xfffffff0 + (uint)i, i == 0 ? rows - count + 1 : 1))];
    }

    private static PublishRequest Request(OperationPlan plan, int outputs) => new(
        plan.Id,
        plan.Token,
        [.. Outputs(plan, outputs).Select(output => new PublishedOutput(output.Id, output.SizeBytes, output.Crc32C, "published"))],
        [.. plan.Inputs.Select(input => new InputVersion(input.Id, input.Version))],
        "digest");

    private async Task<PublishResult> StageAndPublishAsync(OperationPlan plan, int outputs)
    {
        await Store.StageAsync(Lease, plan.Id, Outputs(plan, outputs), default);
        return await Store.PublishAsync(Lease, Request(plan, outputs), default);
    }

    private Task<ImmutableArray<SplitRecord>> SplitsAsync(SplitState? state) => SplitsAsync(new SplitQuery { State = state });

    private async Task<ImmutableArray<SplitRecord>> SplitsAsync(SplitQuery query)
    {
        var splits = ImmutableArray.CreateBuilder<SplitRecord>();
        await foreach (SplitRecord split in Store.ListSplitsAsync(query, default))
        {
            splits.Add(split);
        }

        return splits.ToImmutable();
    }

    private async Task<List<OperationRecord>> OperationsAsync()
    {
        var operations = new List<OperationRecord>();
        await foreach (OperationRecord operation in Store.ListOperationsAsync(null, default))
        {
            operations.Add(operation);
        }

        return operations;
    }

    private protected sealed class StandingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
