using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <summary>How the pages of a column are written.</summary>
public sealed record ColumnWriterOptions
{
    /// <summary>The codec of all pages; LZ4 with the old framing and LZO are not for writing.</summary>
    public CompressionCodec Codec { get; init; } = CompressionCodec.Zstd;

    /// <summary>The codec's level; null for its default.</summary>
    public int? Level { get; init; }

    /// <summary>Lowers the level where the higher one gains nothing; null to keep it. One for each column.</summary>
    public LevelChoice? LevelChoice { get; init; }

    /// <summary>The encoding of pages that are not dictionary-encoded. Must suit the column's type.</summary>
    public ParquetEncoding ValueEncoding { get; init; } = ParquetEncoding.Plain;

    /// <summary>Whether a Bloom filter is built. Costs a hash per value, or per dictionary entry. Not for booleans.</summary>
    public bool WriteBloomFilter { get; init; }

    /// <summary>Share of absent values that the filter lets pass; above 0 and below 1. Halving it costs about 1.44 bits per distinct value.</summary>
    public double BloomFalsePositiveRate { get; init; } = 0.05;

    /// <summary>Longest bound, in bytes; longer ones are cut (and an upper one is raised). At least 1. Values of a fixed width up to 64 bytes are never cut.</summary>
    public int StatisticsTruncateBytes { get; init; } = 64;

    /// <summary>Whether each page header has a CRC-32 of the stored body.</summary>
    public bool WriteCrc { get; init; } = true;

    /// <summary>Whether data pages are of version 2. A few old readers know only version 1.</summary>
    public bool DataPageV2 { get; init; }
}
