using Tenon.Parquet.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <summary>Finds the level at which the pages of a column are best compressed: the lowest that makes them hardly larger.</summary>
/// <remarks>
/// <code>
/// level asked for   3        4 and more
/// levels tried      1 2 3    1 2 3 and that
/// taken             the lowest of them whose page is at most 1 % larger than at the level asked for
/// </code>
/// Higher levels of Zstandard search longer for repetitions. Values without any, such as random identifiers, come out no smaller
/// (often larger) and take four times as long. One page in <see cref="PagesPerTrial"/> is tried, separately for each encoding and for
/// dictionaries, so what is chosen depends on the pages alone. Other codecs keep their level. Belongs to one column; not thread-safe.
/// </remarks>
public sealed class LevelChoice
{
    /// <summary>From one page that is tried to the next of the same kind.</summary>
    public const int PagesPerTrial = 32;

    private const int MinimumTrialBytes = 4096;
    private const double Tolerance = 1.01;

    private readonly List<Kind> _kinds = [];

    /// <summary>Compresses a page, and tries lower levels if it is time to.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="level">The level asked for.</param>
    /// <param name="encoding">The encoding of the page.</param>
    /// <param name="isDictionary">Whether it is a dictionary page.</param>
    /// <param name="source">The page.</param>
    /// <param name="destination">Room as <see cref="Codec.MaxCompressedLength"/> says.</param>
    /// <returns>Bytes written.</returns>
    internal int Compress(Codec codec, int level, ParquetEncoding encoding, bool isDictionary, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (codec.Kind != CompressionCodec.Zstd || source.Length < MinimumTrialBytes)
        {
            return codec.Compress(source, destination, level);
        }

        Kind kind = KindOf(encoding, isDictionary);
        return kind.Pages++ % PagesPerTrial == 0
            ? Try(codec, level, kind, source, destination)
            : codec.Compress(source, destination, kind.Level);
    }

    private static int Try(Codec codec, int level, Kind kind, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int wanted = codec.Compress(source, destination, level);
        for (int lower = codec.MinimumLevel; lower < Math.Min(level, 4); lower++)
        {
            int length = codec.Compress(source, destination, lower);
            if (length <= wanted * Tolerance)
            {
                kind.Level = lower;
                return length;
            }
        }

        kind.Level = level;
        return codec.Compress(source, destination, level);
    }

    private Kind KindOf(ParquetEncoding encoding, bool isDictionary)
    {
        foreach (Kind kind in _kinds)
        {
            if (kind.Encoding == encoding && kind.IsDictionary == isDictionary)
            {
                return kind;
            }
        }

        _kinds.Add(new Kind(encoding, isDictionary));
        return _kinds[^1];
    }

    private sealed class Kind(ParquetEncoding encoding, bool isDictionary)
    {
        public ParquetEncoding Encoding { get; } = encoding;

        public bool IsDictionary { get; } = isDictionary;

        public int Level { get; set; }

        public int Pages { get; set; }
    }
}
