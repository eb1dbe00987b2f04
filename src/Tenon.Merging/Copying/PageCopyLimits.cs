using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Copying;

/// <summary>Which pages are worth copying, by size.</summary>
/// <param name="MinimumRows">Pages of fewer rows are copied only if they are large.</param>
/// <param name="LargeBytes">Stored bytes from which a page is large whatever its rows.</param>
/// <param name="MinimumBytes">Stored bytes below which no page is copied.</param>
/// <param name="MaximumBytes">Uncompressed bytes above which no page is copied.</param>
internal sealed record PageCopyLimits(int MinimumRows, int LargeBytes, int MinimumBytes, int MaximumBytes)
{
    /// <summary>The limits of all merges.</summary>
    /// <remarks>
    /// A page costs about 100 bytes beside its body, for its header and its entries in both indexes: a twentieth of 2 KiB. What is
    /// stored in less is encoded again in no time, and often vanishes in a larger page. A reader holds a page in memory as a whole,
    /// so a page of more than 4 MiB, four times our own, is cut instead.
    /// </remarks>
    public static PageCopyLimits Default { get; } = new(MinimumRows: 1024, LargeBytes: 8 << 10, MinimumBytes: 2 << 10, MaximumBytes: 4 << 20);

    /// <summary>Whether a data page of a column that is not repeated has a size worth copying.</summary>
    public bool Allow(PageHeader header) =>
        header.CompressedSize >= MinimumBytes && header.UncompressedSize <= MaximumBytes && (header.ValueCount >= MinimumRows || header.CompressedSize >= LargeBytes);
}
