using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Merging.Assembly;

/// <summary>Brings the rows of a frame into output order.</summary>
internal static unsafe class Gatherer
{
    /// <summary>Levels of the rows in output order.</summary>
    /// <param name="frame">In frame order.</param>
    /// <param name="permutation">For each output row its place in the frame; null for the same order.</param>
    /// <param name="rows">How many.</param>
    /// <param name="output">Room for as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Levels(byte* frame, int* permutation, int rows, byte* output)
    {
        if (permutation is null)
        {
            Buffer.MemoryCopy(frame, output, rows, rows);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            output[r] = frame[permutation[r]];
        }
    }

    /// <summary>Present symbols in output order, without gaps, and the levels: 1 for a symbol, 0 for null.</summary>
    /// <param name="frame">One symbol a row, in frame order; negative for null.</param>
    /// <param name="permutation">For each output row its place in the frame; null for the same order.</param>
    /// <param name="rows">How many.</param>
    /// <param name="levels">Room for as many.</param>
    /// <param name="output">Room for as many: a null's place is overwritten by the next symbol.</param>
    /// <returns>How many symbols are present.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Symbols(int* frame, int* permutation, int rows, byte* levels, int* output)
    {
        int* to = output;

        // No sum here can overflow: counts of rows.
        unchecked
        {
            int r = 0;
            if (Avx512F.IsSupported)
            {
                for (; r <= rows - Vector512<int>.Count; r += Vector512<int>.Count)
                {
                    Vector512<int> symbols = permutation is null
                        ? Vector512.Load(frame + r)
                        : Vector512.Create(
                            Avx2.GatherVector256(frame, Vector256.Load(permutation + r), sizeof(int)),
                            Avx2.GatherVector256(frame, Vector256.Load(permutation + r + Vector256<int>.Count), sizeof(int)));
                    Vector512<int> present = Vector512.GreaterThanOrEqual(symbols, Vector512<int>.Zero);
                    Avx512F.Compress(Vector512<int>.Zero, present, symbols).Store(to);
                    Avx512F.ConvertToVector128Byte((present & Vector512<int>.One).AsUInt32()).Store(levels + r);
                    to += BitOperations.PopCount(present.ExtractMostSignificantBits());
                }
            }

            for (; r < rows; r++)
            {
                int symbol = frame[permutation is null ? r : permutation[r]];
                int present = (int)((uint)~symbol >> 31);
                levels[r] = (byte)present;
                *to = symbol;
                to += present;
            }
        }

        return (int)(to - output);
    }

    /// <summary>Present values in output order, without gaps.</summary>
    /// <param name="frame">One value of <paramref name="width"/> bytes a row, in frame order.</param>
    /// <param name="width">Bytes, 1 or more.</param>
    /// <param name="permutation">For each output row its place in the frame; null for the same order.</param>
    /// <param name="rows">How many.</param>
    /// <param name="levels">Definition levels in output order; null if every row has a value.</param>
    /// <param name="maximum">The level of a present value.</param>
    /// <param name="output">Room for as many values as there are rows: a null's place is overwritten by the next value.</param>
    /// <returns>How many values are present.</returns>
    public static int Values(byte* frame, int width, int* permutation, int rows, byte* levels, byte maximum, byte* output) => width switch
    {
        4 => Typed((uint*)frame, permutation, rows, levels, maximum, (uint*)output),
        8 => Typed((ulong*)frame, permutation, rows, levels, maximum, (ulong*)output),
        16 => Typed((UInt128*)frame, permutation, rows, levels, maximum, (UInt128*)output),
        1 => Typed(frame, permutation, rows, levels, maximum, output),
        _ => AnyWidth(frame, width, permutation, rows, levels, maximum, output),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Typed<T>(T* frame, int* permutation, int rows, byte* levels, byte maximum, T* output)
        where T : unmanaged
    {
        if (levels is null && permutation is not null)
        {
            T* end = output + rows;
            while (output != end)
            {
                *output++ = frame[*permutation++];
            }

            return rows;
        }

        int at = 0;

        // No sum here can overflow: counts of rows.
        unchecked
        {
            for (int r = 0; r < rows; r++)
            {
                // Without a branch: a null writes too, and the next value overwrites it.
                output[at] = frame[permutation is null ? r : permutation[r]];
                at += levels is null || levels[r] == maximum ? 1 : 0;
            }
        }

        return at;
    }

    private static int AnyWidth(byte* frame, int width, int* permutation, int rows, byte* levels, byte maximum, byte* output)
    {
        int at = 0;
        for (int r = 0; r < rows; r++)
        {
            if (levels is null || levels[r] == maximum)
            {
                int place = permutation is null ? r : permutation[r];
                Buffer.MemoryCopy(frame + ((long)place * width), output + ((long)at * width), width, width);
                at++;
            }
        }

        return at;
    }
}
