namespace Tenon.Splits.Policy;

/// <summary>What the merge policy knows of a split. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Level">Merges in its ancestry.</param>
/// <param name="SizeBytes">Bytes; at least 0.</param>
/// <param name="RowCount">Rows; at least 0.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="MaturesAt">When it is mature, whatever the policy says by then; the earliest moment there is if it always was.</param>
public sealed record MergeCandidate(SplitId Id, int Level, long SizeBytes, long RowCount, DateTimeOffset CreatedAt, DateTimeOffset MaturesAt)
{
    /// <summary>Of a split.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The candidate.</returns>
    public static MergeCandidate Of(SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new(split.Id, split.Level, split.SizeBytes, split.RowCount, split.CreatedAt, split.MaturesAt);
    }
}
