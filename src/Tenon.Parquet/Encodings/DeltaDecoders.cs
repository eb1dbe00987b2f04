using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Encodings;

/// <summary>DELTA_BINARY_PACKED integers of 32 or 64 bits.</summary>
internal sealed unsafe class DeltaIntegerDecoder : ValueDecoder
{
    private readonly bool _isWide;
    private DeltaBinaryPackedReader _reader;

    public DeltaIntegerDecoder(PhysicalType type, byte* source, long length)
    {
        _isWide = type == PhysicalType.Int64;
        _reader = length == 0 ? default : new DeltaBinaryPackedReader(source, length); // A page of only nulls may have no values section.
    }

    public override void ReadFixed(Span<byte> destination)
    {
        if (_isWide)
        {
            _reader.Read(MemoryMarshal.Cast<byte, long>(destination));
        }
        else
        {
            _reader.Read(MemoryMarshal.Cast<byte, int>(destination));
        }
    }

    public override void Skip(int count) => _reader.Skip(count);
}

/// <summary>DELTA_LENGTH_BYTE_ARRAY: all lengths, delta-packed, then all bytes. Values are laid out anew, each behind its length.</summary>
internal sealed unsafe class DeltaLengthDecoder : ValueDecoder
{
    private readonly ByteArena _arena;
    private readonly byte* _end;
    private DeltaBinaryPackedReader _lengths;
    private byte* _at;

    public DeltaLengthDecoder(byte* source, long length, BufferPool pool, long limitBytes)
    {
        _arena = new ByteArena(pool, limitBytes);
        _lengths = length == 0 ? default : new DeltaBinaryPackedReader(source, length); // A page of only nulls may have no values section.
        _at = length == 0 ? source : _lengths.FindEnd();
        _end = source + length;
    }

    public override long MemoryBytes => _arena.MemoryBytes;

    public override void ReadByteArrays(Span<ByteArrayRef> destination)
    {
        Span<int> lengths = stackalloc int[DeltaBatch.Values];
        while (destination.Length > 0)
        {
            Span<int> batch = lengths[..Math.Min(lengths.Length, destination.Length)];
            _lengths.Read(batch);
            for (int i = 0; i < batch.Length; i++)
            {
                byte* to = _arena.Allocate(Check(batch[i]));
                Buffer.MemoryCopy(_at, to, batch[i], batch[i]);
                _at += batch[i];
                destination[i] = new ByteArrayRef((nint)to, batch[i]);
            }

            destination = destination[batch.Length..];
        }
    }

    public override void Skip(int count)
    {
        Span<int> lengths = stackalloc int[DeltaBatch.Values];
        while (count > 0)
        {
            Span<int> batch = lengths[..Math.Min(lengths.Length, count)];
            _lengths.Read(batch);
            foreach (int length in batch)
            {
                _at += Check(length);
            }

            count -= batch.Length;
        }
    }

    public override void Dispose()
    {
        _arena.Dispose();
        base.Dispose();
    }

    private int Check(int length) => length >= 0 && length <= _end - _at
        ? length
        : throw new ParquetFormatException($"a byte array of {length} bytes with {_end - _at} left in the page");
}

/// <summary>DELTA_BYTE_ARRAY: how many bytes each value shares with the one before, delta-packed, then the rests as DELTA_LENGTH_BYTE_ARRAY.</summary>
internal sealed unsafe class DeltaByteArrayDecoder : ValueDecoder
{
    private readonly ByteArena _arena;
    private readonly byte* _end;
    private readonly int _width;
    private DeltaBinaryPackedReader _prefixes;
    private DeltaBinaryPackedReader _suffixes;
    private byte* _at;
    private ByteArrayRef _previous;

    // The width is 0 for byte arrays, whose values differ in length.
    public DeltaByteArrayDecoder(byte* source, long length, int width, BufferPool pool, long limitBytes)
    {
        _arena = new ByteArena(pool, limitBytes);
        _width = width;
        _end = source + length;
        _at = source;
        if (length > 0)
        {
            _prefixes = new DeltaBinaryPackedReader(source, length);
            byte* suffixes = _prefixes.FindEnd();
            _suffixes = new DeltaBinaryPackedReader(suffixes, _end - suffixes);
            _at = _suffixes.FindEnd();
        }
    }

    public override long MemoryBytes => _arena.MemoryBytes;

    public override void ReadByteArrays(Span<ByteArrayRef> destination)
    {
        Span<int> prefixes = stackalloc int[DeltaBatch.Values];
        Span<int> suffixes = stackalloc int[DeltaBatch.Values];
        while (destination.Length > 0)
        {
            int count = Math.Min(prefixes.Length, destination.Length);
            _prefixes.Read(prefixes[..count]);
            _suffixes.Read(suffixes[..count]);
            for (int i = 0; i < count; i++)
            {
                destination[i] = _previous = Join(prefixes[i], suffixes[i]);
            }

            destination = destination[count..];
        }
    }

    public override void ReadFixed(Span<byte> destination)
    {
        // Values are rebuilt one on the other, so that only the last one has to be kept.
        Span<int> prefixes = stackalloc int[DeltaBatch.Values];
        Span<int> suffixes = stackalloc int[DeltaBatch.Values];
        while (destination.Length > 0)
        {
            int count = Math.Min(prefixes.Length, destination.Length / _width);
            _prefixes.Read(prefixes[..count]);
            _suffixes.Read(suffixes[..count]);
            for (int i = 0; i < count; i++)
            {
                Rebuild(prefixes[i], suffixes[i]).CopyTo(destination[(i * _width)..]);
            }

            destination = destination[(count * _width)..];
        }
    }

    public override void Skip(int count)
    {
        if (_width > 0)
        {
            SkipFixed(count);
            return;
        }

        // Each value may be the beginning of a later one, so passing over is reading.
        Span<ByteArrayRef> dropped = stackalloc ByteArrayRef[DeltaBatch.Values];
        while (count > 0)
        {
            Span<ByteArrayRef> batch = dropped[..Math.Min(dropped.Length, count)];
            ReadByteArrays(batch);
            count -= batch.Length;
        }
    }

    public override void Dispose()
    {
        _arena.Dispose();
        base.Dispose();
    }

    private void SkipFixed(int count)
    {
        Span<int> prefixes = stackalloc int[DeltaBatch.Values];
        Span<int> suffixes = stackalloc int[DeltaBatch.Values];
        while (count > 0)
        {
            int batch = Math.Min(prefixes.Length, count);
            _prefixes.Read(prefixes[..batch]);
            _suffixes.Read(suffixes[..batch]);
            for (int i = 0; i < batch; i++)
            {
                _ = Rebuild(prefixes[i], suffixes[i]);
            }

            count -= batch;
        }
    }

    private ByteArrayRef Join(int prefix, int suffix)
    {
        Check(prefix, suffix);
        int length = checked(prefix + suffix);
        byte* to = _arena.Allocate(length);
        Buffer.MemoryCopy((byte*)_previous.Pointer, to, prefix, prefix);
        Buffer.MemoryCopy(_at, to + prefix, suffix, suffix);
        _at += suffix;
        return new ByteArrayRef((nint)to, length);
    }

    private ReadOnlySpan<byte> Rebuild(int prefix, int suffix)
    {
        Check(prefix, suffix);
        if ((long)prefix + suffix != _width)
        {
            throw new ParquetFormatException($"a value of {(long)prefix + suffix} bytes in a column of {_width}");
        }

        if (_previous.Length == 0)
        {
            _previous = new ByteArrayRef((nint)_arena.Allocate(_width), _width);
        }

        Span<byte> kept = new((void*)_previous.Pointer, _width);
        new ReadOnlySpan<byte>(_at, suffix).CopyTo(kept[prefix..]);
        _at += suffix;
        return kept;
    }

    private void Check(int prefix, int suffix)
    {
        if (prefix < 0 || prefix > _previous.Length)
        {
            throw new ParquetFormatException($"a value shares {prefix} bytes with the one before, which has {_previous.Length}");
        }

        if (suffix < 0 || suffix > _end - _at)
        {
            throw new ParquetFormatException($"a byte array of {suffix} bytes more with {_end - _at} left in the page");
        }

        if ((long)prefix + suffix > int.MaxValue)
        {
            throw new ParquetFormatException($"a byte array of {(long)prefix + suffix} bytes; at most {int.MaxValue} are read");
        }
    }
}

/// <summary>How many lengths are decoded at a time.</summary>
internal static class DeltaBatch
{
    public const int Values = 128;
}
