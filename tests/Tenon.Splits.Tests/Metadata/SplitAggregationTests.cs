using System.Collections.Immutable;
using Tenon.Splits.Metadata;

namespace Tenon.Splits.Tests.Metadata;

/// <summary>The record of a merge's output: what inputs agree on, what was found in the rows, and nothing else.</summary>
public sealed class SplitAggregationTests
{
    public static TheoryData<string, Func<SplitMetadata, SplitMetadata>> Mismatches => new()
    {
        { "kind", split => split with { Id = Example.Id(5, SplitKind.Sketches) } },
        { "index_uid", split => split with { Index = IndexUid.Create("metrics-cpu", Example.Id(100)) } },
        { "partition_id", split => split with { PartitionId = 1 } },
        { "folder", split => split with { Folder = SplitScope.Root } },
        { "sort_fields", split => split with { SortFields = SortSchema.Parse(SortSchema.DefaultMetrics).ToLongString() } },
        { "window", split => split with { Window = TimeWindow.Of(1800, 900) } },
        { "window", split => split with { Window = TimeWindow.Of(900, 450) } },
        { "window", split => split with { Window = null } },
        { "rg_partition_prefix_len", split => split with { RowGroupPrefixLength = 1 } },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void Inputs_that_differ_are_refused_with_the_field(string field, Func<SplitMetadata, SplitMetadata> change)
    {
        SplitMetadata[] inputs = [Example.Split(1), change(Example.Split(2))];
        foreach (SplitMetadata[] order in new[] { inputs, [.. inputs.Reverse()] })
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(() => SplitAggregation.OfMerge(order, Example.Id(9), Example.Facts(), Example.Now));
            Assert.Contains($"differ in {field}:", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_merge_has_an_input() => Assert.Throws<ArgumentException>(() => SplitAggregation.OfMerge([], Example.Id(9), Example.Facts(), Example.Now));

    [Fact]
    public void What_inputs_agree_on_is_kept_and_the_rest_is_found_in_the_rows()
    {
        SplitMetadata input = Example.Split(1);
        SplitFacts facts = Example.Facts();
        DateTimeOffset now = Example.Now.AddDays(1);
        SplitMetadata output = SplitAggregation.OfMerge([input with { Level = 1 }, Example.Split(2) with { Level = 4 }], Example.Id(9), facts, now);
        SplitMetadata expected = input with
        {
            Id = Example.Id(9),
            Level = 5,
            CreatedAt = now,
            Maturity = SplitMaturity.Mature,
            RowCount = facts.RowCount,
            SizeBytes = facts.SizeBytes,
            TimeRange = facts.TimeRange,
            MetricNames = facts.MetricNames,
            LowCardinalityTags = facts.TagValues,
            HighCardinalityTagKeys = [],
            RowKeys = facts.RowKeys,
            ZonemapRegexes = facts.ZonemapRegexes,
            RowGroupPrefixLength = facts.RowGroupPrefixLength,
            Digest = facts.Digest,
        };
        Assert.Equal(Example.Text(expected), Example.Text(output));
    }

    [Fact]
    public void A_file_without_row_keys_leaves_none()
    {
        SplitMetadata output = SplitAggregation.OfMerge([Example.Split(1)], Example.Id(9), Example.Facts() with { RowKeys = [] }, Example.Now);
        Assert.Empty(output.RowKeys);
    }

    [Fact]
    public void A_promotion_takes_inputs_of_several_prefix_lengths_and_nothing_else()
    {
        SplitMetadata[] inputs = [Example.Split(1) with { RowGroupPrefixLength = 0 }, Example.Split(2)];
        Assert.Equal(1, SplitAggregation.OfMerge(inputs, Example.Id(9), Example.Facts(), Example.Now, isPromotion: true).RowGroupPrefixLength);
        inputs[1] = inputs[1] with { SortFields = "" };
        Assert.Throws<ArgumentException>(() => SplitAggregation.OfMerge(inputs, Example.Id(9), Example.Facts(), Example.Now, isPromotion: true));
    }

    [Fact]
    public void Tags_of_many_values_are_promoted()
    {
        SplitFacts facts = Example.Facts() with
        {
            TagValues = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal)
                .Add("pod", [.. Enumerable.Range(0, 1000).Select(i => $"{i}")]),
        };
        SplitMetadata output = SplitAggregation.OfMerge([Example.Split(1)], Example.Id(9), facts, Example.Now);
        Assert.Equal(["pod"], output.HighCardinalityTagKeys);
        Assert.Empty(output.LowCardinalityTags);
    }
}
