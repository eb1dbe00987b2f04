using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>Goes through byte arrays in PLAIN form, each behind its length, and never leaves their bytes.</summary>
internal unsafe struct PlainWalk(byte* start, long length)
{
    private readonly byte* _start = start;

    /// <summary>Bytes in all.</summary>
    public long Length { get; } = length;

    /// <summary>Bytes passed.</summary>
    public long Position { get; private set; }

    /// <summary>The next value.</summary>
    /// <param name="value">The value; where there is none, its length as found, or -1 if not even that is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(out ByteArrayRef value)
    {
        long left = Length - Position;
        int bytes = left >= 4 ? *(int*)(_start + Position) : -1;
        value = new ByteArrayRef((nint)(_start + Position + 4), bytes);
        if (bytes < 0 || bytes > left - 4)
        {
            return false;
        }

        Position += 4L + bytes;
        return true;
    }
}
