using Tenon.Merging;
using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Metadata;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Indexes;

/// <summary>How splits of an index are merged, and what a merge's output is then a split of.</summary>
public static class MergedSplits
{
    /// <summary>How the splits of an index are merged.</summary>
    /// <param name="config">The index's definition.</param>
    /// <param name="resources">Memory, threads and scratch; its order, sizes and prefix are not looked at.</param>
    /// <returns>The settings.</returns>
    public static MergeSettings SettingsOf(IndexConfig config, MergeSettings resources)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(resources);
        return resources with
        {
            Key = config.ParseSortKey(),
            RowGroupPrefixLength = config.RowGroupPrefixLength,
            RowGroupRows = config.RowGroupRows,
            TargetSizeBytes = config.MergePolicy.TargetSplitSizeBytes,
        };
    }

    /// <summary>Finds out what is in the rows of a merge's output, writes it into its footer, and makes its record. The file then has other bytes
    /// than the merge wrote: size and checksum are to be taken afterwards.</summary>
    /// <param name="path">The finished output, a local file that nobody reads yet.</param>
    /// <param name="id">Its id.</param>
    /// <param name="inputs">The records of all inputs; they agree on scope and level.</param>
    /// <param name="config">The index's definition.</param>
    /// <param name="digest">The content digest of its rows; null where it is not known.</param>
    /// <param name="now">When it was written.</param>
    /// <returns>Its record, complete but for what the store tells.</returns>
    /// <exception cref="ArgumentException">The inputs differ in what inputs of one merge have in common.</exception>
    /// <exception cref="ContentMismatchException">The file does not hold what is claimed of it.</exception>
    /// <exception cref="Invariants.InvariantViolationException">A row lies outside of the window of the inputs (TW-1).</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static SplitMetadata Finish(string path, SplitId id, IReadOnlyList<SplitMetadata> inputs, IndexConfig config, string? digest, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var pool = new BufferPool();
        SplitMetadata split;
        using (ParquetFile file = ParquetFile.Open(path, pool))
        {
            split = SplitAggregation.OfMerge(inputs, id, SplitFileFacts.Read(file, 0, config, pool) with { Digest = digest }, now);
        }

        long size = SplitFileFacts.Stamp(path, split);
        using (ParquetFile file = ParquetFile.Open(path, pool))
        {
            SplitFileFacts.Check(file, split);
        }

        return split with { SizeBytes = size, Maturity = new MergePolicy(config.MergePolicy).MaturityOf(split.Level, size) };
    }
}
