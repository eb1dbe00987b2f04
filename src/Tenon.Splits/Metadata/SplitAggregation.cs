namespace Tenon.Splits.Metadata;

/// <summary>Makes the metadata of what a merge wrote.</summary>
public static class SplitAggregation
{
    /// <summary>The record of one output: what the inputs agree on, and what was found in its rows.</summary>
    /// <param name="inputs">The records of all inputs of the merge; at least one.</param>
    /// <param name="id">The output's id; new.</param>
    /// <param name="facts">What is in the output's file.</param>
    /// <param name="now">When it was written.</param>
    /// <param name="isPromotion">Whether the merge raises the prefix lengths of its inputs, which may differ then.</param>
    /// <returns>The record, one level above the highest input, with tags promoted. Its maturity is for the merge policy to say: mature until then.</returns>
    /// <exception cref="ArgumentException">There is no input, or the inputs, or an input and the id, differ in kind, index, partition, folder,
    /// sort fields (exact text), window or, unless it is a promotion, prefix length; the message names field, splits and values.</exception>
    public static SplitMetadata OfMerge(IReadOnlyList<SplitMetadata> inputs, SplitId id, SplitFacts facts, DateTimeOffset now, bool isPromotion = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(facts);
        if (inputs.Count == 0)
        {
            throw new ArgumentException("a merge without inputs has no output", nameof(inputs));
        }

        SplitMetadata first = inputs[0];
        Agree("kind", id.Kind, first.Kind, id, first.Id);
        foreach (SplitMetadata input in inputs)
        {
            Agree("kind", input.Kind, first.Kind, input.Id, first.Id);
            Agree("index_uid", input.Index, first.Index, input.Id, first.Id);
            Agree("partition_id", input.PartitionId, first.PartitionId, input.Id, first.Id);
            Agree("folder", input.Folder, first.Folder, input.Id, first.Id);
            Agree("sort_fields", input.SortFields, first.SortFields, input.Id, first.Id);
            Agree("window", input.Window, first.Window, input.Id, first.Id);
            if (!isPromotion)
            {
                Agree("rg_partition_prefix_len", input.RowGroupPrefixLength, first.RowGroupPrefixLength, input.Id, first.Id);
            }
        }

        return Of(first with { Id = id, Level = inputs.Max(input => input.Level) + 1, CreatedAt = now, Maturity = SplitMaturity.Mature }, facts);
    }

    /// <summary>Fills in what was found in a file, whatever the record said, and promotes tags.</summary>
    /// <param name="split">What is known beside the rows.</param>
    /// <param name="facts">What is in the file.</param>
    /// <returns>The record.</returns>
    public static SplitMetadata Of(SplitMetadata split, SplitFacts facts)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(facts);
        return TagCardinality.Promote(split with
        {
            RowCount = facts.RowCount,
            SizeBytes = facts.SizeBytes,
            TimeRange = facts.TimeRange,
            MetricNames = facts.MetricNames,
            LowCardinalityTags = facts.TagValues,
            HighCardinalityTagKeys = split.HighCardinalityTagKeys.Clear(),
            RowKeys = facts.RowKeys,
            ZonemapRegexes = facts.ZonemapRegexes,
            RowGroupPrefixLength = facts.RowGroupPrefixLength,
            Digest = facts.Digest,
        });
    }

    private static void Agree<T>(string field, T value, T expected, SplitId split, SplitId first)
    {
        if (!EqualityComparer<T>.Default.Equals(value, expected))
        {
            throw new ArgumentException($"splits of one merge differ in {field}: '{value}' of {split}, '{expected}' of {first}");
        }
    }
}
