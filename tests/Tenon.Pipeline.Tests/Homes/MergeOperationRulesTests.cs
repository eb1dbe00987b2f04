using Tenon.Invariants;
using Tenon.Pipeline.Indexes;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>A merge is not planned unless its inputs may be merged.</summary>
public sealed class MergeOperationRulesTests
{
    private static readonly MergePolicy Policy = new(new MergePolicySettings { CompactionStartTime = 1800 });

    private static readonly SplitMetadata One = new()
    {
        Id = SplitId.Parse("metrics_01hav29d4xy3d462fs3d8k5q2h"),
        Index = IndexUid.Parse("m:01hav29d4xy3d462fs3d8k5q2h"),
        RowCount = 1,
        SizeBytes = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Window = TimeWindow.Of(1800, 900),
        SortFields = "metric_name|timeseries_id|timestamp_secs/V2",
        Level = 1,
    };

    private static readonly SplitMetadata Other = One with { Id = One.Id.Offset(1) };

    public static TheoryData<string, InvariantId> Rules => new()
    {
        { "alone", InvariantId.AtLeastTwoInputs },
        { "level", InvariantId.InputsShareLevel },
        { "window", InvariantId.WindowsNeverMix },
        { "index", InvariantId.InputsCompatible },
        { "partition", InvariantId.InputsCompatible },
        { "order", InvariantId.InputsCompatible },
        { "prefix", InvariantId.InputsCompatible },
        { "windowless", InvariantId.InputsCompatible },
        { "early", InvariantId.NotBeforeCompactionStart },
    };

    [Fact]
    public void A_merge_that_keeps_the_rules_is_planned() => MergeOperationRules.Require([One, Other], Policy);

    [Theory]
    [MemberData(nameof(Rules))]
    public void CS3_MP1_MP2_MP3_TW3_A_merge_that_breaks_a_rule_is_not_planned(string what, InvariantId rule)
    {
        TimeWindow early = TimeWindow.Of(900, 900);
        SplitMetadata[] inputs = what switch
        {
            "alone" => [One],
            "level" => [One, Other with { Level = 2 }],
            "window" => [One, Other with { Window = TimeWindow.Of(2700, 900) }],
            "index" => [One, Other with { Index = IndexUid.Parse("n:01hav29d4xy3d462fs3d8k5q2h") }],
            "partition" => [One, Other with { PartitionId = 1 }],
            "order" => [One, Other with { SortFields = "metric_name|host|timeseries_id|timestamp_secs/V2" }],
            "prefix" => [One, Other with { RowGroupPrefixLength = 1 }],
            "windowless" => [One with { Window = null }, Other with { Window = null }],
            _ => [One with { Window = early }, Other with { Window = early }],
        };
        InvariantViolationException refused = Assert.Throws<InvariantViolationException>(() => MergeOperationRules.Require(inputs, Policy));
        Assert.Equal(rule, refused.Id);
    }
}
