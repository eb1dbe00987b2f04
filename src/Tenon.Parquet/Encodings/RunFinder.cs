using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tenon.Parquet.Encodings;

/// <summary>Finds runs of equal neighbours, 64 at a time.</summary>
/// <remarks>
/// One bit per position says whether a value equals its successor; a run of n values is n - 1 bits in a row. ANDing the word
/// with itself shifted leaves a bit only where such a row begins.
/// </remarks>
internal static unsafe class RunFinder
{
    /// <summary>The first position at which <paramref name="need"/> equal values begin.</summary>
    /// <param name="values">The values.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="count">Values in all.</param>
    /// <param name="need">8, 16 or 32.</param>
    /// <returns>The position; <paramref name="count"/> if there is none.</returns>
    public static int Find(int* values, int from, int count, int need)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int at = from;
            while (at + 65 <= count)
            {
                ulong equal = EqualToNext(values + at);
                ulong runs = Rows(equal, need);
                if (runs != 0)
                {
                    return at + BitOperations.TrailingZeroCount(runs);
                }

                // A row of ones at the high end may go on in the next word: begin there.
                at += 64 - BitOperations.LeadingZeroCount(~equal);
            }

            return FindScalar(values, at, count, need);
        }
    }

    /// <inheritdoc cref="Find(int*, int, int, int)"/>
    public static int Find(byte* values, int from, int count, int need)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int at = from;
            while (at + 65 <= count)
            {
                ulong equal = EqualToNext(values + at);
                ulong runs = Rows(equal, need);
                if (runs != 0)
                {
                    return at + BitOperations.TrailingZeroCount(runs);
                }

                at += 64 - BitOperations.LeadingZeroCount(~equal);
            }

            return FindScalar(values, at, count, need);
        }
    }

    /// <summary>The reference.</summary>
    /// <inheritdoc cref="Find(int*, int, int, int)"/>
    public static int FindScalar<T>(T* values, int from, int count, int need)
        where T : unmanaged, IEquatable<T>
    {
        int start = from;
        while (start + need <= count)
        {
            int end = EndScalar(values, start, count);
            if (end - start >= need)
            {
                return start;
            }

            start = end;
        }

        return count;
    }

    /// <summary>The position after the last value equal to the one at <paramref name="start"/> in a row.</summary>
    public static int End(int* values, int start, int count)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            Vector256<int> wanted = Vector256.Create(values[start]);
            int at = start + 1;
            for (; at + 8 <= count; at += 8)
            {
                uint equal = Vector256.Equals(Vector256.Load(values + at), wanted).ExtractMostSignificantBits();
                if (equal != 0xFF)
                {
                    return at + BitOperations.TrailingZeroCount(~equal);
                }
            }

            while (at < count && values[at] == values[start])
            {
                at++;
            }

            return at;
        }
    }

    /// <inheritdoc cref="End(int*, int, int)"/>
    public static int End(byte* values, int start, int count)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            Vector256<byte> wanted = Vector256.Create(values[start]);
            int at = start + 1;
            for (; at + 32 <= count; at += 32)
            {
                uint equal = Vector256.Equals(Vector256.Load(values + at), wanted).ExtractMostSignificantBits();
                if (equal != uint.MaxValue)
                {
                    return at + BitOperations.TrailingZeroCount(~equal);
                }
            }

            while (at < count && values[at] == values[start])
            {
                at++;
            }

            return at;
        }
    }

    private static int EndScalar<T>(T* values, int start, int count)
        where T : unmanaged, IEquatable<T>
    {
        int at = start + 1;
        while (at < count && values[at].Equals(values[start]))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rows(ulong equal, int need)
    {
        ulong rows = equal & (equal >> 1);
        rows &= rows >> 2; // 4 in a row
        if (need == 8)
        {
            return rows & (rows >> 3);
        }

        rows &= rows >> 4; // 8
        if (need == 16)
        {
            return rows & (rows >> 7);
        }

        rows &= rows >> 8; // 16
        return rows & (rows >> 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EqualToNext(int* values)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong bits = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (int i = 0; i < 64; i += 16)
                {
                    bits |= Vector512.Equals(Vector512.Load(values + i), Vector512.Load(values + i + 1)).ExtractMostSignificantBits() << i;
                }

                return bits;
            }

            for (int i = 0; i < 64; i += 8)
            {
                bits |= (ulong)Vector256.Equals(Vector256.Load(values + i), Vector256.Load(values + i + 1)).ExtractMostSignificantBits() << i;
            }

            return bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EqualToNext(byte* values)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            uint low = Vector256.Equals(Vector256.Load(values), Vector256.Load(values + 1)).ExtractMostSignificantBits();
            uint high = Vector256.Equals(Vector256.Load(values + 32), Vector256.Load(values + 33)).ExtractMostSignificantBits();
            return low | ((ulong)high << 32);
        }
    }
}
