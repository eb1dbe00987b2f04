using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Contract;

/// <summary>Planning, staging and publishing merges.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class MergeContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    [Fact]
    public async Task A_published_merge_swaps_its_inputs_for_its_outputs()
    {
        OperationPlan plan = await PlanMergeAsync(3);
        Assert.Equal(3, (await SplitsAsync(SplitState.Published)).Length);
        var published = Assert.IsType<PublishResult.Published>(await StageAndPublishAsync(plan, 2));
        Assert.Equal([plan.Id.Output(0), plan.Id.Output(1)], published.Outputs);
        Assert.Equal(published.Outputs, IdsOf(await SplitsAsync(SplitState.Published)));
        ImmutableArray<SplitRecord> retired = await SplitsAsync(SplitState.Retired);
        Assert.Equal(plan.Inputs.Select(input => input.Id), IdsOf(retired));
        Assert.All(retired, split => Assert.Equal((plan.Id, RetirementCause.Merged, null), (split.RetiredBy, split.Cause, split.ClaimedBy)));
        OperationRecord operation = Assert.Single(await OperationsAsync(), operation => operation.Kind == OperationKind.Merge);
        Assert.Equal((OperationState.Published, "digest", plan.Token, plan.Settings), (operation.State, operation.Digest, operation.Token, operation.Settings));
        Assert.Equal((plan.Scope, plan.Index), (operation.Scope, operation.Index));
        Assert.Equal(plan.Inputs.Select(input => input.Id), IdsOf(operation.Inputs));
    }

    [Fact]
    public async Task A_plan_gives_the_full_records_of_its_inputs_in_merge_order()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        OperationPlan plan = NewMerge(splits[2], splits[0], splits[1]);
        var planned = Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
        Assert.Equal([splits[2].Id, splits[0].Id, splits[1].Id], IdsOf(planned.Inputs));
        Assert.All(planned.Inputs, split => Assert.Equal(plan.Id, split.ClaimedBy));
        Assert.Equal(Text(splits[2] with { ClaimedBy = plan.Id }), Text(planned.Inputs[0]));
    }

    [Fact]
    public async Task All_metadata_is_kept_as_it_was_staged()
    {
        SplitMetadata full = NewSplit() with
        {
            PartitionId = ulong.MaxValue,
            LowCardinalityTags = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal)
                .Add("service", ImmutableSortedSet.Create(StringComparer.Ordinal, "a\"b", "é")),
            HighCardinalityTagKeys = ImmutableSortedSet.Create(StringComparer.Ordinal, "host"),
            ZonemapRegexes = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("metric_name", "cpu\\..*"),
            RowKeys = [0, 255, 7],
            RowGroupPrefixLength = 2,
            Folder = SplitScope.Parse("a=1/b=2"),
            Digest = "10:ff",
            CreatedAt = Clock.GetUtcNow() + TimeSpan.FromTicks(1),
            Window = TimeWindow.Of(-900, 900),
        };
        SplitRecord read = Assert.Single(await IngestAsync(1, id => full with { Id = id }));
        Assert.Equal(SplitMetadataJson.Write(full with { Id = read.Id }), SplitMetadataJson.Write(read.Metadata));
        Assert.Equal((full.Scope, full.Maturity, full.CreatedAt), (read.Metadata.Scope, read.Metadata.Maturity, read.Metadata.CreatedAt));
        Assert.Equal(full.RowKeys, read.Metadata.RowKeys);
    }

    [Fact]
    public async Task F02_F03_A_publish_repeated_with_its_token_changes_nothing_and_gives_the_first_result()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        Assert.Null(await Store.FindPublishAsync(plan.Token, default));
        await StageAndPublishAsync(plan, 2);
        string before = await DumpAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        var again = Assert.IsType<PublishResult.AlreadyPublished>(await Store.PublishAsync(Lease, RequestOf(plan, OutputsOf(plan, 2)), default));
        Assert.Equal([plan.Id.Output(0), plan.Id.Output(1)], again.Outputs);
        Assert.Equal(before, await DumpAsync());

        // Also when the outputs were merged on and forgotten.
        OperationPlan next = NewMerge(await SplitsAsync(SplitState.Published));
        await PlanAsync(next);
        await StageAndPublishAsync(next, 1, level: 2);
        await Store.ForgetAsync(Lease, again.Outputs, default);
        Assert.Equal(again.Outputs, (await Store.FindPublishAsync(plan.Token, default))!.Outputs);
    }

    [Fact]
    public async Task F03_A_plan_repeated_with_its_id_and_token_changes_nothing()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        string before = await DumpAsync();
        var again = Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
        Assert.Equal(plan.Inputs.Select(input => input.Id), IdsOf(again.Inputs));
        Assert.Equal(before, await DumpAsync());
        await StageAndPublishAsync(plan, 1);
        Assert.Equal([plan.Id.Output(0)], Assert.IsType<PlanResult.AlreadyPublished>(await PlanAsync(plan)).Outputs);
    }

    [Fact]
    public async Task F05_A_split_is_claimed_by_one_operation_at_a_time()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        OperationPlan first = NewMerge(splits[0], splits[1]);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(first));
        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(NewMerge(splits[1], splits[2])));
        Assert.Contains(first.Id.ToString(), Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Null(Assert.Single(await Store.FindByIdsAsync([splits[2].Id], default)).ClaimedBy);
    }

    [Fact]
    public async Task F05_One_refused_plan_does_not_keep_others_of_its_transaction_from_being_planned()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(4);
        OperationPlan[] plans = [NewMerge(splits[0], splits[1]), NewMerge(splits[1], splits[2]), NewMerge(splits[2], splits[3])];
        ImmutableArray<PlanResult> results = await Store.PlanAsync(Lease, plans, default);
        Assert.Equal([typeof(PlanResult.Planned), typeof(PlanResult.Refused), typeof(PlanResult.Planned)], results.Select(result => result.GetType()));
    }

    [Fact]
    public async Task A_split_that_occurs_twice_in_a_plan_is_the_callers_mistake()
    {
        SplitRecord split = Assert.Single(await IngestAsync(1));
        await Assert.ThrowsAsync<ArgumentException>(() => PlanAsync(NewMerge(split, split)));
    }

    [Theory]
    [InlineData("9")]
    [InlineData(null)]
    public async Task F06_F09_An_input_of_another_version_or_gone_refuses_the_whole_swap(string? version)
    {
        OperationPlan plan = await PlanMergeAsync(3);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        string before = await DumpAsync();
        PublishRequest request = RequestOf(plan, outputs);
        request = request with { Inputs = request.Inputs.SetItem(1, request.Inputs[1] with { Version = version }) };
        var refused = Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request, default));
        Assert.Equal([plan.Inputs[1].Id], refused.Inputs);
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F06_F10_An_input_that_was_retired_or_even_forgotten_meanwhile_refuses_the_swap()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        SplitId gone = plan.Inputs[0].Id;
        await Store.QuarantineAsync([gone], "missing", default);
        await Store.DropAsync([gone], "an operator said so", default);
        PublishRequest request = RequestOf(plan, outputs);
        Assert.Equal([gone], Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request, default)).Inputs);
        await Store.ForgetAsync(Lease, [gone], default);
        Assert.Equal([gone], Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request, default)).Inputs);
        Assert.Equal([gone], Assert.IsType<PublishResult.Refused>(
            await Store.PublishAsync(Lease, request with { Inputs = request.Inputs.RemoveAt(0) }, default)).Inputs);
    }

    [Fact]
    public async Task F08_A_publish_that_names_only_some_of_the_inputs_is_refused()
    {
        OperationPlan plan = await PlanMergeAsync(3);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        PublishRequest request = RequestOf(plan, outputs);
        var refused = Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, request with { Inputs = request.Inputs.RemoveAt(2) }, default));
        Assert.Equal([plan.Inputs[2].Id], refused.Inputs);
        Assert.Equal(3, (await SplitsAsync(SplitState.Published)).Length);
    }

    [Theory]
    [InlineData(1, 1, false, InvariantId.RowsConserved)]
    [InlineData(0, 2, false, InvariantId.LevelRaised)]
    [InlineData(0, 0, false, InvariantId.LevelRaised)]
    [InlineData(0, 1, true, InvariantId.WindowsNeverMix)]
    public async Task F11_F49_F69_Rows_levels_and_windows_are_compared_inside_the_transaction(int moreRows, int level, bool isOtherWindow, InvariantId expected)
    {
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 2);
        SplitMetadata wrong = outputs[1].Metadata with
        {
            RowCount = outputs[1].RowCount + moreRows,
            Level = level,
            Window = isOtherWindow ? TimeWindow.Of(1800, 900) : Window,
        };
        outputs = outputs.SetItem(1, outputs[1] with { Metadata = wrong });
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        string before = await DumpAsync();
        var broken = await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, RequestOf(plan, outputs), default).AsTask());
        Assert.Equal(expected, broken.Id);
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F69_An_output_of_another_partition_is_not_published()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        outputs = [outputs[0] with { Metadata = outputs[0].Metadata with { PartitionId = 7 } }];
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        var broken = await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, RequestOf(plan, outputs), default).AsTask());
        Assert.Equal(InvariantId.ScopesNeverMix, broken.Id);
    }

    [Fact]
    public async Task F33_F54_An_output_that_was_read_back_otherwise_is_not_published()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        PublishRequest request = RequestOf(plan, outputs);
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
        SplitRecord split = Assert.Single(await IngestAsync(1));
        SplitRecord other = Assert.Single(await IngestAsync(1, id => NewSplit(id, window: TimeWindow.Of(0, 900))));
        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(NewMerge(split, other)));
        Assert.Contains("scope", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F09_An_input_is_planned_in_the_version_it_was_published_with()
    {
        SplitRecord split = Assert.Single(await IngestAsync(1));
        Assert.IsType<PlanResult.Refused>(await PlanAsync(NewMerge(split with { Version = "changed" })));
        Assert.IsType<PlanResult.Refused>(await PlanAsync(NewMerge(split with { Metadata = split.Metadata with { RowCount = 1 } })));
        OperationPlan trusting = NewMerge(split);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(trusting with { Inputs = [new PlannedInput(split.Id)] }));
    }

    [Fact]
    public async Task F48_A_merge_of_splits_without_rows_has_no_outputs()
    {
        OperationPlan plan = NewMerge(await IngestAsync(2, id => NewSplit(id, rows: 0)));
        await PlanAsync(plan);
        await Store.StageAsync(Lease, plan.Id, [], default);
        Assert.Empty(Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, []), default)).Outputs);
        Assert.Empty(await SplitsAsync(SplitState.Published));
        Assert.Empty(Assert.IsType<PublishResult.AlreadyPublished>(await Store.PublishAsync(Lease, RequestOf(plan, []), default)).Outputs);
    }

    [Fact]
    public async Task The_level_rises_above_the_highest_input()
    {
        OperationPlan first = await PlanMergeAsync(2);
        await StageAndPublishAsync(first, 1);
        OperationPlan second = NewMerge([.. await SplitsAsync(SplitState.Published), .. await IngestAsync(1)]);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(second));
        await Assert.ThrowsAsync<InvariantViolationException>(() => StageAndPublishAsync(second, 1, level: 1));
        Assert.IsType<PublishResult.Published>(await StageAndPublishAsync(second, 1, level: 2));
    }

    [Fact]
    public async Task An_operation_that_ends_without_a_result_frees_its_inputs_and_retires_what_it_staged()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 2), default);
        await Store.EndAsync(Lease, plan.Id, OperationState.Superseded, "an input changed", default);
        OperationRecord ended = Assert.Single(await OperationsAsync(), operation => operation.Id == plan.Id);
        Assert.Equal((OperationState.Superseded, "an input changed"), (ended.State, ended.Reason));
        Assert.All(await SplitsAsync(SplitState.Retired), split => Assert.Equal((plan.Id, plan.Id, RetirementCause.Unpublished), (split.CreatedBy, split.RetiredBy, split.Cause)));
        Assert.Equal(2, (await SplitsAsync(SplitState.Retired)).Length);
        Assert.Empty(Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, RequestOf(plan, OutputsOf(plan, 2)), default)).Inputs);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(NewMerge(await SplitsAsync(SplitState.Published)) with { Token = plan.Token }));
    }

    [Fact]
    public async Task Ending_what_is_published_changes_nothing()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        await StageAndPublishAsync(plan, 1);
        string before = await DumpAsync();
        await Store.EndAsync(Lease, plan.Id, OperationState.Abandoned, "too late", default);
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F19_Staging_again_replaces_what_was_staged_and_only_a_planned_operation_stages()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 3), default);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 2);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Assert.Equal(2, (await SplitsAsync(SplitState.Staged)).Length);
        await Store.PublishAsync(Lease, RequestOf(plan, outputs), default);
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default)));
        OperationPlan other = await PlanMergeAsync(1);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.StageAsync(Lease, other.Id, outputs, default).AsTask());
    }

    // Goal: a stage leaves all of its outputs or none (gap 12). Method: the second output's path is taken by another split.
    [Fact]
    public async Task A_stage_that_fails_half_way_leaves_nothing_staged()
    {
        OperationPlan other = await PlanMergeAsync(1);
        await Store.StageAsync(Lease, other.Id, OutputsOf(other, 1), default);
        OperationPlan plan = await PlanMergeAsync(1);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 2);
        string before = await DumpAsync();
        StagedOutput taken = outputs[1] with { Path = OutputsOf(other, 1)[0].Path };
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.StageAsync(Lease, plan.Id, [outputs[0], taken], default)));
        Assert.Equal(before, await DumpAsync());
    }

    // Goal: no operation takes a split of another over by giving its output the same id. Method: two ingests, the outputs of one reach into those of the other.
    [Fact]
    public async Task F19_An_output_with_the_id_of_anothers_is_not_staged()
    {
        OperationPlan first = NewIngest();
        OperationPlan second = first with { Id = new OperationId(first.Id.Output(1), OperationKind.Ingest), Token = "another" };
        await PlanAsync(first);
        await PlanAsync(second);
        await Store.StageAsync(Lease, second.Id, [OutputOf(NewSplit(second.Id.Output(0)))], default);
        string before = await DumpAsync();
        StagedOutput[] outputs = [OutputOf(NewSplit(first.Id.Output(0))), OutputOf(NewSplit(first.Id.Output(1))) with { Path = "elsewhere" }];
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.StageAsync(Lease, first.Id, outputs, default)));
        StagedOutput[] onePath = [OutputOf(NewSplit(first.Id.Output(0))) with { Path = "elsewhere" }, OutputOf(NewSplit(first.Id.Output(1))) with { Path = "elsewhere" }];
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.StageAsync(Lease, first.Id, onePath, default)));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task A_publish_under_another_token_or_of_an_unknown_operation_is_an_error()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        PublishRequest request = RequestOf(plan, outputs);
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.PublishAsync(Lease, request with { Token = "other" }, default)));
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => Store.PublishAsync(Lease, request with { Operation = new OperationId(Ids.Next()) }, default)));
    }
}
