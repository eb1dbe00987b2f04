using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tenon.Parquet.Encodings;

/// <summary>Decodes the run-length and bit-packed hybrid (the format's RLE encoding) step by step.</summary>
/// <remarks>
/// <code>
///   varint header, low bit 0: header/2 times the value that follows in ceil(width/8) bytes
///                  low bit 1: header/2 groups of eight bit-packed integers follow
/// </code>
/// A last packed run whose bytes are cut short counts as far as its bytes go: some old writers wrote such. The source must lie
/// in a pooled buffer (see <see cref="BitUnpacker"/>).
/// </remarks>
internal unsafe struct HybridDecoder
{
    private readonly int _width;
    private byte* _at;
    private byte* _end;
    private long _repeats;
    private uint _repeated;
    private long _packedLeft;
    private byte* _group;
    private int _inGroup;

    /// <param name="source">The first header.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="width">Bits of an integer, 0 to 32.</param>
    /// <exception cref="ParquetFormatException">The width is not in range.</exception>
    public HybridDecoder(byte* source, long length, int width)
    {
        if ((uint)width > 32)
        {
            throw new ParquetFormatException($"a bit width of {width}; at most 32 is expected");
        }

        _at = source;
        _end = source + length;
        _width = width;
        _group = source;
        (_repeats, _repeated, _packedLeft, _inGroup) = (0, 0, 0, 0);
    }

    /// <summary>Goes on in a copy of its source.</summary>
    /// <param name="distance">How far the copy is from the source.</param>
    public void Move(nint distance)
    {
        unchecked // Addresses; the copy may lie before.
        {
            _at += distance;
            _end += distance;
            _group += distance;
        }
    }

    /// <summary>Fills the destination with the next integers.</summary>
    /// <param name="destination">Filled whole.</param>
    /// <param name="limit">What every integer must be below, 1 or more.</param>
    /// <exception cref="ParquetFormatException">There are fewer, the bytes are damaged, or an integer is at or above the limit.</exception>
    public void Read(Span<int> destination, uint limit)
    {
        fixed (int* start = destination)
        {
            unchecked // Addresses and counts within the destination and a page.
            {
                uint* to = (uint*)start;
                uint* end = to + destination.Length;
                while (to < end)
                {
                    if (_repeats > 0)
                    {
                        if (_repeated >= limit)
                        {
                            ThrowLimit(limit);
                        }

                        long count = Math.Min(_repeats, end - to);
                        Fill(to, count, end, _repeated);
                        _repeats -= count;
                        to += count;
                    }
                    else if (_packedLeft > 0)
                    {
                        long count = Math.Min(_packedLeft, end - to);
                        if (!Unpack(to, count, limit))
                        {
                            ThrowLimit(limit);
                        }

                        to += count;
                    }
                    else
                    {
                        NextRun();
                    }
                }
            }
        }
    }

    /// <summary>Fills the destination with the next integers, which have at most eight bits.</summary>
    public void Read(Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            unchecked // Addresses and counts within the destination and a page.
            {
                byte* to = start;
                byte* end = to + destination.Length;
                while (to < end)
                {
                    if (_repeats > 0)
                    {
                        long count = Math.Min(_repeats, end - to);
                        new Span<byte>(to, (int)count).Fill((byte)_repeated);
                        _repeats -= count;
                        to += count;
                    }
                    else if (_packedLeft > 0)
                    {
                        long count = Math.Min(_packedLeft, end - to);
                        UnpackBytes(to, count);
                        to += count;
                    }
                    else
                    {
                        NextRun();
                    }
                }
            }
        }
    }

    /// <summary>Reads as many of the next integers as lie together in one run: all that are repeated, or up to eight packed ones.</summary>
    /// <param name="maximum">How many at most, 1 or more.</param>
    /// <param name="values">Room for eight: the one that is repeated, or each.</param>
    /// <param name="isRepeated">Whether there is one, repeated.</param>
    /// <returns>How many integers.</returns>
    /// <exception cref="ParquetFormatException">There are none, or the bytes are damaged.</exception>
    public int ReadRun(int maximum, uint* values, out bool isRepeated)
    {
        while (_repeats == 0 && _packedLeft == 0)
        {
            NextRun();
        }

        isRepeated = _repeats > 0;
        if (isRepeated)
        {
            int repeats = (int)Math.Min(_repeats, maximum);
            *values = _repeated;
            _repeats -= repeats;
            return repeats;
        }

        int count = (int)Math.Min(Math.Min(_packedLeft, 8 - _inGroup), maximum);
        return Unpack(values, count, uint.MaxValue) ? count : 0; // No integer is at or above that limit.
    }

    /// <summary>What is wrong with a dictionary index that is too large.</summary>
    public static ParquetFormatException BeyondLimit(uint limit) => new($"a dictionary index is at or above {limit}, the number of dictionary entries");

    /// <summary>Passes over the next integers.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            long step = Math.Min(count, Math.Max(_repeats, _packedLeft)); // At most one of them is above 0.
            if (step == 0)
            {
                NextRun();
                continue;
            }

            if (_repeats > 0)
            {
                _repeats -= step;
            }
            else
            {
                Advance(step);
            }

            count -= step;
        }
    }

    private void NextRun()
    {
        unchecked // Addresses within a page; the header is a number of at most 35 bits.
        {
            ulong header = _at < _end && *_at < 0x80 ? *_at++ : ReadHeader();
            if ((header & 1) != 0)
            {
                BeginPacked((long)(header >> 1));
                return;
            }

            int valueBytes = (_width + 7) >> 3;
            if (_end - _at < valueBytes)
            {
                ThrowCut();
            }

            // Four bytes may be read of any buffer, whatever follows the value.
            uint value = valueBytes == 0 ? 0 : Unsafe.ReadUnaligned<uint>(_at) & (uint.MaxValue >> (32 - (8 * valueBytes)));
            _at += valueBytes;
            if (_width < 32 && value >> _width != 0)
            {
                ThrowWide(value);
            }

            _repeated = value;
            _repeats = (long)(header >> 1);
        }
    }

    /// <summary>A header of more than one byte, or of none.</summary>
    private ulong ReadHeader()
    {
        unchecked // As in NextRun.
        {
            ulong header = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (_at >= _end)
                {
                    throw new ParquetFormatException("the run-length encoded data end before all values are read");
                }

                byte next = *_at++;
                header |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return header;
                }

                if (shift == 28)
                {
                    throw new ParquetFormatException("a run header is longer than five bytes");
                }
            }
        }
    }

    private void BeginPacked(long groups)
    {
        unchecked // As in NextRun.
        {
            _group = _at;
            _inGroup = 0;
            long bytes = groups * _width;
            _packedLeft = groups * 8;
            if (bytes > _end - _at)
            {
                bytes = _end - _at;
                _packedLeft = bytes * 8 / _width;
            }

            _at += bytes;
        }
    }

    private bool Unpack(uint* to, long count, uint limit)
    {
        unchecked // Addresses and counts within the destination and a page.
        {
            // Where the width cannot express a value at or above the limit, there is nothing to compare with.
            limit = _width < 32 && 1u << _width <= limit ? uint.MaxValue : limit;
            bool inside = true;
            uint* rest = stackalloc uint[8];
            if (_inGroup > 0)
            {
                BitUnpacker.UnpackScalar(_group, _width, 1, rest, uint.MaxValue);
                long take = Math.Min(count, 8 - _inGroup);
                inside = Copy(rest + _inGroup, to, take, limit);
                Advance(take);
                to += take;
                count -= take;
            }

            long groups = count >> 3;
            if (groups > 0)
            {
                inside &= BitUnpacker.Unpack(_group, _width, groups, to, limit);
                _group += groups * _width;
                _packedLeft -= 8 * groups;
                to += 8 * groups;
                count &= 7;
            }

            if (count > 0)
            {
                BitUnpacker.UnpackScalar(_group, _width, 1, rest, uint.MaxValue);
                inside &= Copy(rest, to, count, limit);
                Advance(count);
            }

            return inside;
        }
    }

    private void UnpackBytes(byte* to, long count)
    {
        unchecked // Addresses and counts within the destination and a page.
        {
            byte* rest = stackalloc byte[8];
            if (_inGroup > 0)
            {
                BitUnpacker.UnpackBytesScalar(_group, _width, 1, rest);
                long take = Math.Min(count, 8 - _inGroup);
                Buffer.MemoryCopy(rest + _inGroup, to, take, take);
                Advance(take);
                to += take;
                count -= take;
            }

            long groups = count >> 3;
            BitUnpacker.UnpackBytes(_group, _width, groups, to);
            _group += groups * _width;
            _packedLeft -= 8 * groups;
            to += 8 * groups;
            count &= 7;
            if (count > 0)
            {
                BitUnpacker.UnpackBytesScalar(_group, _width, 1, rest);
                Buffer.MemoryCopy(rest, to, count, count);
                Advance(count);
            }
        }
    }

    private void Advance(long count)
    {
        long position = _inGroup + count;
        _group += (position >> 3) * _width;
        _inGroup = (int)(position & 7);
        _packedLeft -= count;
    }

    private static bool Copy(uint* from, uint* to, long count, uint limit)
    {
        bool inside = true;
        for (long i = 0; i < count; i++)
        {
            to[i] = from[i];
            inside &= from[i] < limit;
        }

        return inside;
    }

    // Runs are often short: whole registers are stored while there is room behind the run, to be overwritten by the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(uint* to, long count, uint* end, uint value)
    {
        unchecked // Addresses within the destination.
        {
            if (count <= 64 && end - to >= count + 8)
            {
                Vector256<uint> values = Vector256.Create(value);
                for (long i = 0; i < count; i += 8)
                {
                    values.Store(to + i);
                }
            }
            else
            {
                new Span<uint>(to, (int)count).Fill(value);
            }
        }
    }

    private static void ThrowLimit(uint limit) => throw BeyondLimit(limit);

    private static void ThrowCut() => throw new ParquetFormatException("a run's value is cut short");

    private readonly void ThrowWide(uint value) => throw new ParquetFormatException($"a run's value is {value}; at most {_width} bits are expected");
}
