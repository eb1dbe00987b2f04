using System.Collections.Immutable;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;

namespace Tenon.Splits.Tests.Metadata;

/// <summary>A record in which every field says something, and no two say the same.</summary>
internal static class Example
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(1234567);

    public static SplitId Id(int ordinal = 0, SplitKind kind = SplitKind.Metrics) => SplitId.Parse(kind.IdPrefix() + "01hav29d4xy3d462fs3d8k5q2h").Offset(ordinal);

    public static SplitMetadata Split(int ordinal = 0) => new()
    {
        Id = Id(ordinal),
        Index = IndexUid.Create("metrics-cpu", Id(99)),
        PartitionId = ulong.MaxValue,
        Folder = SplitScope.Parse("a=1/b=2"),
        TimeRange = new SplitTimeRange(900, 1300),
        RowCount = 11,
        SizeBytes = 12,
        MetricNames = ["cpu.usage", "日本"],
        LowCardinalityTags = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal).Add("service", ["api", "web"]),
        HighCardinalityTagKeys = ["host"],
        CreatedAt = Now,
        Maturity = SplitMaturity.ImmatureFor(TimeSpan.FromHours(48)),
        Window = TimeWindow.Of(900, 900),
        SortFields = SortSchema.DefaultMetrics,
        Level = 3,
        RowKeys = new RowKeys([SortValue.OfText("a")], [SortValue.OfInt64(-7)]).ToProto(),
        ZonemapRegexes = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("service", "^(api|web)$"),
        RowGroupPrefixLength = 2,
        Digest = "11:0123",
    };

    public static SplitFacts Facts() => new()
    {
        RowCount = 21,
        SizeBytes = 22,
        TimeRange = new SplitTimeRange(901, 1301),
        MetricNames = ["m"],
        TagValues = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal).Add("service", ["x"]),
        RowKeys = new RowKeys([SortValue.OfText("b")], [SortValue.OfText("c")]).ToProto(),
        ZonemapRegexes = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("env", "^x$"),
        RowGroupPrefixLength = 1,
        Digest = "21:4567",
    };

    /// <summary>Every field as text: the sets of records are equal only to themselves.</summary>
    public static string Text(SplitMetadata split) => System.Text.Encoding.UTF8.GetString(SplitMetadataJson.Write(split));
}
