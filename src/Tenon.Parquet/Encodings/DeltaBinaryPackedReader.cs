using System.Runtime.CompilerServices;

namespace Tenon.Parquet.Encodings;

/// <summary>Decodes DELTA_BINARY_PACKED integers step by step.</summary>
/// <remarks>
/// <code>
///   header: varint block size, varint miniblocks per block, varint value count, zigzag first value
///   block:  zigzag smallest delta, one byte of bit width per miniblock, miniblocks of bit-packed (delta - smallest)
/// </code>
/// Miniblocks behind the last value are not stored, whatever widths they announce. Arithmetic wraps, as the format asks. The
/// source must lie in a pooled buffer: up to 8 bytes behind it are read and ignored.
/// </remarks>
internal unsafe struct DeltaBinaryPackedReader
{
    // Blocks of parquet-java have 128 values, of others up to a few thousand; positions within one must fit 32 bits.
    private const ulong LargestBlock = 1 << 28;

    private const int BatchValues = 128;

    private readonly byte* _end;
    private readonly int _miniblocks;
    private readonly int _perMiniblock;
    private byte* _at;
    private byte* _widths;
    private int _miniblock;
    private long _left;
    private int _leftInMiniblock;
    private long _bit;
    private int _width;
    private byte* _packed;
    private ulong _smallest;
    private ulong _value;
    private bool _isFirst;

    /// <param name="source">The header.</param>
    /// <param name="length">Bytes that may be read.</param>
    /// <exception cref="ParquetFormatException">The header is damaged.</exception>
    public DeltaBinaryPackedReader(byte* source, long length)
    {
        this = default;
        _at = source;
        _end = source + length;
        ulong block = ReadVarint();
        ulong miniblocks = ReadVarint();
        ulong count = ReadVarint();
        _value = ReadZigzag();
        if (block is 0 or > LargestBlock || miniblocks == 0 || miniblocks > block || block % miniblocks != 0 || block / miniblocks % 8 != 0)
        {
            throw new ParquetFormatException($"delta-packed blocks of {block} values in {miniblocks} miniblocks; a multiple of 8 in each is expected");
        }

        if (count > int.MaxValue)
        {
            throw new ParquetFormatException($"{count} delta-packed values in one page");
        }

        _miniblocks = (int)miniblocks;
        _perMiniblock = (int)(block / miniblocks);
        _miniblock = _miniblocks;
        _left = Count = (int)count;
        _isFirst = true;
    }

    /// <summary>Values in all, as the header has it.</summary>
    public int Count { get; }

    /// <summary>Values not yet read.</summary>
    public readonly long Remaining => _left;

    /// <summary>Reads the next values.</summary>
    public void Read(Span<long> destination)
    {
        Require(destination.Length);
        ulong* deltas = stackalloc ulong[BatchValues];
        unchecked // Wrapping deltas.
        {
            for (int done = 0; done < destination.Length;)
            {
                int count = Prepare(Math.Min(destination.Length - done, BatchValues), deltas);
                ulong value = _value;
                for (int i = 0; i < count; i++)
                {
                    value += deltas[i];
                    destination[done + i] = (long)value;
                }

                _value = value;
                done += count;
            }
        }
    }

    /// <summary>Reads the next values as 32 bits; higher bits, which wrapping may leave, are dropped.</summary>
    public void Read(Span<int> destination)
    {
        Require(destination.Length);
        ulong* deltas = stackalloc ulong[BatchValues];
        unchecked // Wrapping deltas.
        {
            for (int done = 0; done < destination.Length;)
            {
                int count = Prepare(Math.Min(destination.Length - done, BatchValues), deltas);
                ulong value = _value;
                for (int i = 0; i < count; i++)
                {
                    value += deltas[i];
                    destination[done + i] = (int)value;
                }

                _value = value;
                done += count;
            }
        }
    }

    /// <summary>Passes over the next values.</summary>
    public void Skip(int count)
    {
        Span<long> dropped = stackalloc long[128];
        for (; count > dropped.Length; count -= dropped.Length)
        {
            Read(dropped);
        }

        Read(dropped[..count]);
    }

    /// <summary>Where the last value's miniblock ends: what follows the integers begins there. Only before any value is read.</summary>
    public readonly byte* FindEnd()
    {
        DeltaBinaryPackedReader walker = this;
        for (walker._left -= Math.Min(1, walker._left); walker._left > 0; walker._left -= Math.Min(walker._left, _perMiniblock))
        {
            walker.OpenMiniblock();
        }

        return walker._at;
    }

    // Gives the deltas of the next values, of one miniblock at most; the very first value comes as a delta of 0. They count as read.
    private int Prepare(long wanted, ulong* deltas)
    {
        if (_isFirst)
        {
            _isFirst = false;
            _left--;
            deltas[0] = 0;
            return 1;
        }

        if (_leftInMiniblock == 0)
        {
            OpenMiniblock();
        }

        int count = (int)Math.Min(wanted, _leftInMiniblock);
        Unpack(deltas, count);
        _leftInMiniblock -= count;
        _left -= count;
        return count;
    }

    private void OpenMiniblock()
    {
        if (_miniblock == _miniblocks)
        {
            _smallest = ReadZigzag();
            if (_end - _at < _miniblocks)
            {
                throw new ParquetFormatException("the bit widths of a delta-packed block are cut short");
            }

            _widths = _at;
            _at += _miniblocks;
            _miniblock = 0;
        }

        _width = _widths[_miniblock++];
        if (_width > 64)
        {
            throw new ParquetFormatException($"delta-packed values of {_width} bits; at most 64 are expected");
        }

        // The last miniblock should be stored whole; one that holds all the values that are left is accepted too.
        long stored = (long)_perMiniblock * _width / 8;
        long needed = ((Math.Min(_perMiniblock, _left) * _width) + 7) / 8;
        if (needed > _end - _at)
        {
            throw new ParquetFormatException($"a delta-packed miniblock of {needed} bytes with {_end - _at} left");
        }

        _packed = _at;
        _bit = 0;
        _leftInMiniblock = _perMiniblock;
        _at += Math.Min(stored, _end - _at);
    }

    private void Unpack(ulong* deltas, int count)
    {
        unchecked // Wrapping deltas; addresses within a page.
        {
            int width = _width;
            ulong smallest = _smallest;
            ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
            byte* packed = _packed;
            long bit = _bit;
            for (int i = 0; i < count; i++, bit += width)
            {
                byte* at = packed + (bit >> 3);
                int shift = (int)(bit & 7);
                ulong value = Unsafe.ReadUnaligned<ulong>(at) >> shift;
                if (shift + width > 64)
                {
                    value |= (ulong)at[8] << (64 - shift);
                }

                deltas[i] = smallest + (value & mask);
            }

            _bit = bit;
        }
    }

    private readonly void Require(int count)
    {
        if (count > _left)
        {
            throw new ParquetFormatException($"{count} more values are to be read, the page holds {_left}");
        }
    }

    private ulong ReadZigzag()
    {
        ulong coded = ReadVarint();
        return (coded >> 1) ^ unchecked(0 - (coded & 1)); // All ones for a negative number.
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_at >= _end)
            {
                throw new ParquetFormatException("delta-packed data are cut short");
            }

            byte next = *_at++;
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ParquetFormatException("a variable-length integer is longer than 64 bits");
    }
}
