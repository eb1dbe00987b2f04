using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>Writes DELTA_LENGTH_BYTE_ARRAY (all lengths, then all bytes) and DELTA_BYTE_ARRAY (lengths of the prefixes shared
/// with the value before, then the suffixes as the former).</summary>
internal static unsafe class DeltaByteArrayEncoder
{
    /// <summary>Bytes that suffice for DELTA_LENGTH_BYTE_ARRAY.</summary>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="valueBytes">Bytes of all values.</param>
    public static long MaximumLengthBytes(int count, long valueBytes) => DeltaBinaryPackedEncoder.MaximumBytes(count, 4) + valueBytes;

    /// <summary>Bytes that suffice for DELTA_BYTE_ARRAY.</summary>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="valueBytes">Bytes of all values.</param>
    public static long MaximumBytes(int count, long valueBytes) => (2 * DeltaBinaryPackedEncoder.MaximumBytes(count, 4)) + valueBytes;

    /// <summary>Writes DELTA_LENGTH_BYTE_ARRAY.</summary>
    /// <param name="values">The values.</param>
    /// <param name="destination"><see cref="MaximumLengthBytes"/> bytes.</param>
    /// <param name="pool">Where scratch memory comes from.</param>
    /// <returns>The byte after the last one written.</returns>
    public static byte* EncodeLengths(ReadOnlySpan<ByteArrayRef> values, byte* destination, BufferPool pool)
    {
        using PooledBuffer lengths = pool.Rent(4L * values.Length);
        int* length = (int*)lengths.Pointer;
        for (int i = 0; i < values.Length; i++)
        {
            length[i] = values[i].Length;
        }

        destination = DeltaBinaryPackedEncoder.Encode(length, values.Length, destination);
        foreach (ByteArrayRef value in values)
        {
            Buffer.MemoryCopy((void*)value.Pointer, destination, value.Length, value.Length);
            destination += value.Length;
        }

        return destination;
    }

    /// <summary>Writes DELTA_BYTE_ARRAY.</summary>
    /// <param name="values">The values.</param>
    /// <param name="destination"><see cref="MaximumBytes"/> bytes.</param>
    /// <param name="pool">Where scratch memory comes from.</param>
    /// <returns>The byte after the last one written.</returns>
    public static byte* Encode(ReadOnlySpan<ByteArrayRef> values, byte* destination, BufferPool pool)
    {
        using PooledBuffer prefixes = pool.Rent(4L * values.Length);
        using PooledBuffer suffixes = pool.Rent((long)sizeof(ByteArrayRef) * values.Length);
        int* prefix = (int*)prefixes.Pointer;
        Span<ByteArrayRef> suffix = suffixes.SpanOf<ByteArrayRef>()[..values.Length];
        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> value = values[i].Span;
            int shared = previous.CommonPrefixLength(value);
            prefix[i] = shared;
            suffix[i] = new ByteArrayRef(values[i].Pointer + shared, value.Length - shared);
            previous = value;
        }

        destination = DeltaBinaryPackedEncoder.Encode(prefix, values.Length, destination);
        return EncodeLengths(suffix, destination, pool);
    }
}
