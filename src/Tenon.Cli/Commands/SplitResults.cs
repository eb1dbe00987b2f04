using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;
using Tenon.Splits;

namespace Tenon.Cli.Commands;

/// <summary>Reads splits in pages, and shows them.</summary>
internal static class SplitResults
{
    private const int PageSize = 500;

    /// <summary>All splits of a query, page by page (F-63).</summary>
    public static async IAsyncEnumerable<SplitRecord> ReadAsync(
        DataHome home, SplitQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SplitId? last = null;
        int count;
        do
        {
            count = 0;
            await foreach (SplitRecord split in home.Metastore.ListSplitsAsync(query with { After = last, Limit = PageSize }, cancellationToken))
            {
                count++;
                last = split.Id;
                yield return split;
            }
        }
        while (count == PageSize);
    }

    public static SplitResult Of(SplitRecord split, DateTimeOffset now)
    {
        SplitMetadata metadata = split.Metadata;
        return new SplitResult(
            split.Id.ToString(),
            StateOf(split),
            split.Cause?.ToString(),
            metadata.Level,
            split.RowCount,
            split.SizeBytes,
            metadata.PartitionId.ToString(CultureInfo.InvariantCulture),
            metadata.Window?.StartSeconds,
            metadata.Window?.DurationSeconds,
            metadata.TimeRange.IsEmpty ? null : metadata.TimeRange.StartSeconds,
            metadata.TimeRange.IsEmpty ? null : metadata.TimeRange.EndSeconds,
            metadata.CreatedAt,
            metadata.MaturesAt > metadata.CreatedAt ? metadata.MaturesAt : null,
            metadata.MaturesAt <= now,
            split.Location,
            split.ClaimedBy?.ToString(),
            split.Trouble?.Tries ?? 0,
            split.Trouble?.LastFailure,
            split.Trouble?.QuarantinedSince);
    }

    public static string StateOf(SplitRecord split) => split.State switch
    {
        SplitState.Staged => "staged",
        SplitState.Published => "published",
        _ => "retired",
    };
}
