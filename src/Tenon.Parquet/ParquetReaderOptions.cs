namespace Tenon.Parquet;

/// <summary>Limits and checks of a reader. Immutable. The defaults read every sensible file; lower limits make hostile ones cheaper to refuse.</summary>
public sealed record ParquetReaderOptions
{
    /// <summary>The defaults.</summary>
    public static ParquetReaderOptions Default { get; } = new();

    /// <summary>Most bytes of a footer. A footer takes about 100 to 300 bytes per column chunk, so 256 MiB is a million chunks; its decoded form takes up to about ten times as much.</summary>
    public int MaximumFooterBytes { get; init; } = 256 << 20;

    /// <summary>Most column chunks (row groups times columns) of a file: about 0.5 kB of memory each.</summary>
    public int MaximumColumnChunks { get; init; } = 2_000_000;

    /// <summary>Most bytes of a page, stored or decompressed, and of what a page's byte arrays take when they are rebuilt from deltas. At most <see cref="LargestPageBytes"/>.</summary>
    public int MaximumPageBytes { get; init; } = LargestPageBytes;

    /// <summary>Most bytes of a page header. Headers hold at most two bounds of a page, which writers that do not truncate them leave as long as the values.</summary>
    public int MaximumPageHeaderBytes { get; init; } = 16 << 20;

    /// <summary>Most bytes of a column index or offset index.</summary>
    public int MaximumIndexBytes { get; init; } = 256 << 20;

    /// <summary>Whether page checksums are verified where pages have them. Costs about 0.1 ns per stored byte.</summary>
    public bool VerifyChecksums { get; init; } = true;

    /// <summary>The largest possible <see cref="MaximumPageBytes"/>: the format counts a page's bytes in 31 bits, and the slack behind a buffer comes off.</summary>
    public const int LargestPageBytes = int.MaxValue - 64;
}
