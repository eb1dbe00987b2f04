using Tenon.Parquet.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <summary>Finds how hard the pages of a column are best compressed: with the least effort that makes them hardly larger than the level asked for.</summary>
/// <remarks>
/// <code>
/// efforts tried     -1   1 with a small table   1   1 with matches of 6   2 with matches of 5   2   3        below the level asked for
/// taken             the first of them whose page is at most 1 % larger than at the level asked for
/// </code>
/// Higher levels of Zstandard search longer for repetitions. Values without any, such as random identifiers, come out no smaller
/// (often larger) and take four times as long. One page in <see cref="PagesPerTrial"/> is tried, separately for each encoding and for
/// dictionaries, so what is chosen depends on the pages alone; later trials begin just below what was taken before. Other codecs keep their level.
/// Belongs to one column; not thread-safe.
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

        var zstd = (ZstdCodec)codec;
        Kind kind = KindOf(encoding, isDictionary);
        return kind.Pages++ % PagesPerTrial == 0
            ? Try(zstd, level, kind, source, destination)
            : zstd.Compress(source, destination, EffortAt(kind.Step, level));
    }

    private static int Try(ZstdCodec codec, int level, Kind kind, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int wanted = codec.Compress(source, destination, level);
        int steps = ZstdEffort.Below(level).Length;
        for (kind.Step = Math.Max(0, kind.Step - 1); kind.Step < steps; kind.Step++)
        {
            int length = codec.Compress(source, destination, EffortAt(kind.Step, level));
            if (length <= wanted * Tolerance)
            {
                return length;
            }
        }

        return codec.Compress(source, destination, level);
    }

    private static ZstdEffort EffortAt(int step, int level)
    {
        ReadOnlySpan<ZstdEffort> below = ZstdEffort.Below(level);
        return step < below.Length ? below[step] : new ZstdEffort(level);
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

        /// <summary>The place of the effort taken among those below the level asked for; their number for the level itself.</summary>
        public int Step { get; set; }

        public int Pages { get; set; }
    }
}
