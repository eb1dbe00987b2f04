using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>PLAIN for what is more than a copy: byte arrays and booleans.</summary>
internal static unsafe class PlainEncoder
{
    /// <summary>Bytes of byte arrays in PLAIN form.</summary>
    public static long ByteArrayBytes(ReadOnlySpan<ByteArrayRef> values)
    {
        long bytes = 4L * values.Length;
        foreach (ByteArrayRef value in values)
        {
            bytes += value.Length;
        }

        return bytes;
    }

    /// <summary>Writes one byte array behind its length.</summary>
    /// <param name="value">The value.</param>
    /// <param name="destination">4 bytes and those of the value.</param>
    /// <returns>The byte after the value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(ByteArrayRef value, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int length = value.Length;
            *(int*)destination = length;
            destination += 4;
            Copy((byte*)value.Pointer, destination, length);
            return destination + length;
        }
    }

    /// <summary>Packs booleans, lowest bit first.</summary>
    /// <param name="values">Bytes 0 or 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">(count + 7) / 8 bytes and the overrun of <see cref="BitPackEncoder"/>.</param>
    /// <returns>The byte after the last one.</returns>
    public static byte* WriteBooleans(byte* values, int count, byte* destination)
    {
        int whole = count & ~7;
        destination = BitPackEncoder.Pack(values, whole, 1, destination);
        if (whole < count)
        {
            int last = 0;
            for (int i = whole; i < count; i++)
            {
                last |= values[i] << (i - whole);
            }

            *destination++ = (byte)last;
        }

        return destination;
    }

    // Short values by two overlapping moves: a call to the runtime's copy costs more than the copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* source, byte* destination, int length)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            if (length > 16)
            {
                Buffer.MemoryCopy(source, destination, length, length);
            }
            else if (length >= 8)
            {
                ulong last = *(ulong*)(source + length - 8);
                *(ulong*)destination = *(ulong*)source;
                *(ulong*)(destination + length - 8) = last;
            }
            else if (length >= 4)
            {
                uint last = *(uint*)(source + length - 4);
                *(uint*)destination = *(uint*)source;
                *(uint*)(destination + length - 4) = last;
            }
            else
            {
                for (int i = 0; i < length; i++)
                {
                    destination[i] = source[i];
                }
            }
        }
    }
}
