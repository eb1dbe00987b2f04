using System.Buffers.Binary;
using System.Numerics;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Encodings;

/// <summary>Decodes repetition or definition levels to bytes.</summary>
internal unsafe struct LevelDecoder
{
    private readonly int _maximum;
    private readonly int _width;
    private readonly bool _isBitPacked;
    private HybridDecoder _hybrid;
    private byte* _packed;
    private long _bit;
    private long _bits;

    private LevelDecoder(int maximum)
    {
        _maximum = maximum;
        _width = BitOperations.Log2((uint)maximum) + 1;
    }

    private LevelDecoder(int maximum, byte* source, long length)
        : this(maximum) => _hybrid = new HybridDecoder(source, length, _width);

    private LevelDecoder(int maximum, byte* source, long bytes, bool bitPacked)
        : this(maximum)
    {
        _packed = source;
        _bits = bytes * 8;
        _isBitPacked = bitPacked;
    }

    /// <summary>The levels of a v2 page.</summary>
    /// <param name="maximum">The maximum level, 1 or more.</param>
    /// <param name="source">The levels.</param>
    /// <param name="length">Bytes of the levels.</param>
    public static LevelDecoder ForV2(int maximum, byte* source, int length) => new(maximum, source, length);

    /// <summary>The levels of a v1 page, which lie before the values.</summary>
    /// <param name="maximum">The maximum level, 1 or more.</param>
    /// <param name="encoding">RLE or BIT_PACKED.</param>
    /// <param name="count">Level entries of the page.</param>
    /// <param name="source">The page from here on.</param>
    /// <param name="length">Bytes of the page from here on.</param>
    /// <param name="consumed">Bytes of the levels.</param>
    /// <exception cref="ParquetFormatException">The encoding is none of the two, or the levels reach beyond the page.</exception>
    public static LevelDecoder ForV1(int maximum, ParquetEncoding encoding, int count, byte* source, long length, out long consumed)
    {
        if (encoding == ParquetEncoding.BitPacked)
        {
            int width = BitOperations.Log2((uint)maximum) + 1;
            consumed = (((long)count * width) + 7) / 8;
            return consumed <= length
                ? new LevelDecoder(maximum, source, consumed, bitPacked: true)
                : throw new ParquetFormatException($"bit-packed levels of {consumed} bytes with {length} left in the page");
        }

        if (encoding != ParquetEncoding.Rle)
        {
            throw new ParquetFormatException($"levels in encoding {EncodingNames.Of(encoding)}; RLE or BIT_PACKED is expected");
        }

        if (length < 4)
        {
            throw new ParquetFormatException($"the levels' length is cut short: {length} bytes are left in the page");
        }

        int bytes = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(source, 4));
        if (bytes < 0 || bytes > length - 4)
        {
            throw new ParquetFormatException($"levels of {bytes} bytes with {length - 4} left in the page");
        }

        consumed = 4L + bytes;
        return new LevelDecoder(maximum, source + 4, bytes);
    }

    /// <summary>Goes on in a copy of its source.</summary>
    /// <param name="distance">How far the copy is from the source.</param>
    public void Move(nint distance)
    {
        _hybrid.Move(distance);
        _packed = unchecked(_packed + distance); // An address; the copy may lie before.
    }

    /// <summary>Whether the levels lie in runs.</summary>
    public readonly bool HasRuns => !_isBitPacked;

    /// <summary>Reads levels that are 0 or 1 run by run, like <see cref="HybridDecoder.ReadRun"/>; only where <see cref="HasRuns"/>.</summary>
    public int ReadRun(int maximum, uint* levels, out bool isRepeated) => _hybrid.ReadRun(maximum, levels, out isRepeated);

    /// <summary>Fills the destination with the next levels.</summary>
    /// <exception cref="ParquetFormatException">There are fewer, or a level is above the maximum.</exception>
    public void Read(Span<byte> destination)
    {
        if (_isBitPacked)
        {
            ReadBitPacked(destination);
        }
        else
        {
            _hybrid.Read(destination);
        }

        // With a maximum of 2^k - 1 no level can be above it.
        if ((_maximum & (_maximum + 1)) != 0 && destination.IndexOfAnyExceptInRange((byte)0, (byte)_maximum) >= 0)
        {
            throw new ParquetFormatException($"a level is above {_maximum}, the maximum of the column");
        }
    }

    // Most significant bit first: deprecated since format 2 and rare, so bit by bit will do.
    private void ReadBitPacked(Span<byte> destination)
    {
        if (_bits - _bit < (long)destination.Length * _width)
        {
            throw new ParquetFormatException("the bit-packed levels end before all are read");
        }

        for (int i = 0; i < destination.Length; i++)
        {
            int level = 0;
            for (int k = 0; k < _width; k++, _bit++)
            {
                level = (level << 1) | ((_packed[_bit >> 3] >> (int)(7 - (_bit & 7))) & 1);
            }

            destination[i] = (byte)level;
        }
    }
}
