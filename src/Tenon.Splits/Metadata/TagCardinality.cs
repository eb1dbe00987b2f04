using System.Collections.Immutable;

namespace Tenon.Splits.Metadata;

/// <summary>Which tags are listed with their values: those that have few.</summary>
public static class TagCardinality
{
    /// <summary>Distinct values from which on a tag is only named: the list would outgrow what it saves.</summary>
    public const int Promotion = 1000;

    /// <summary>Names the tags that have many values, and lists the values of the others.</summary>
    /// <param name="split">The record; ingested or merged alike.</param>
    /// <returns>The record with each tag of at least 1000 values among <see cref="SplitMetadata.HighCardinalityTagKeys"/> alone.</returns>
    public static SplitMetadata Promote(SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        string[] many =
        [
            .. split.LowCardinalityTags
                .Where(tag => tag.Value.Count >= Promotion || split.HighCardinalityTagKeys.Contains(tag.Key))
                .Select(tag => tag.Key),
        ];
        return many.Length == 0 ? split : split with
        {
            LowCardinalityTags = split.LowCardinalityTags.RemoveRange(many),
            HighCardinalityTagKeys = split.HighCardinalityTagKeys.Union(many),
        };
    }
}
