using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Tenon.Merging.Content;
using Tenon.Merging.Reading;

namespace Tenon.Merging.Assembly;

/// <summary>Loops over rows that are entries of a dictionary, -1 for null.</summary>
/// <remarks>Eight rows at a time: where they are all of one entry, as in sorted columns, that is looked up once, else all are fetched at once.</remarks>
internal static unsafe class DictionaryRows
{
    /// <summary>The entry of each row.</summary>
    /// <param name="levels">Definition levels.</param>
    /// <param name="maximum">That of a present value.</param>
    /// <param name="indices">The entries of the rows that have one. As many as there are rows may be read.</param>
    /// <param name="count">Rows.</param>
    /// <param name="entries">Room for as many.</param>
    /// <returns>Where the indices of the rows after these begin.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int* Spread(byte* levels, byte maximum, int* indices, int count, int* entries)
    {
        // Counts of rows cannot overflow.
        unchecked
        {
            int r = 0;
            if (Avx512F.IsSupported)
            {
                Vector128<byte> present = Vector128.Create(maximum);
                for (; r <= count - Vector512<int>.Count; r += Vector512<int>.Count)
                {
                    Vector512<int> mask = Avx512F.ConvertToVector512Int32(Vector128.Equals(Vector128.Load(levels + r), present).AsSByte());
                    Avx512F.Expand(Vector512<int>.AllBitsSet, mask, Vector512.Load(indices)).Store(entries + r);
                    indices += BitOperations.PopCount(mask.ExtractMostSignificantBits());
                }
            }

            for (; r < count; r++)
            {
                // Without a branch: a null takes -1 and does not move on.
                int isPresent = levels[r] == maximum ? 1 : 0;
                entries[r] = *indices | (isPresent - 1);
                indices += isPresent;
            }

            return indices;
        }
    }

    /// <summary>Adds the hash of each row's entry to that of the row; once for a block of rows that are all of one entry.</summary>
    /// <param name="entries">Entries, or symbols.</param>
    /// <param name="count">Rows.</param>
    /// <param name="hashes">By entry or symbol, from -1.</param>
    /// <param name="rowHashes">What to add to.</param>
    /// <param name="first">The place there of the first row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddHashes(int* entries, int count, ulong* hashes, RowHashes rowHashes, int first)
    {
        // Overflow is the point: row hashes are sums modulo 2^64, and entry -1 lies before entry 0.
        unchecked
        {
            for (int r = 0; r < count;)
            {
                int place = first + r;
                int rows = Math.Min(count - r, RowHashes.BlockRows - (place & (RowHashes.BlockRows - 1)));
                if (rows == RowHashes.BlockRows && IsBlockOfOne(entries + r))
                {
                    rowHashes.Blocks[place / RowHashes.BlockRows] += hashes[entries[r]];
                }
                else
                {
                    AddHashes(entries + r, rows, hashes, rowHashes.Rows + place);
                }

                r += rows;
            }
        }
    }

    private static bool IsBlockOfOne(int* entries)
    {
        if (entries[0] != entries[RowHashes.BlockRows - 1])
        {
            return false;
        }

        Vector512<int> entry = Vector512.Create(entries[0]);
        for (int r = 0; r < RowHashes.BlockRows; r += Vector512<int>.Count)
        {
            if (Vector512.Load(entries + r) != entry)
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddHashes(int* entries, int count, ulong* hashes, ulong* rowHashes)
    {
        int r = 0;

        // As above. Single loads are faster than gathering, and adding four at once than adding each (measured: 0.27, 0.49 and 0.37 ns a row).
        unchecked
        {
            for (; r <= count - Vector256<int>.Count; r += Vector256<int>.Count)
            {
                int* at = entries + r;
                ulong* to = rowHashes + r;
                Vector256<ulong> first = Vector256.Create(hashes[at[0]], hashes[at[1]], hashes[at[2]], hashes[at[3]]);
                Vector256<ulong> second = Vector256.Create(hashes[at[4]], hashes[at[5]], hashes[at[6]], hashes[at[7]]);
                (Vector256.Load(to) + first).Store(to);
                (Vector256.Load(to + Vector256<ulong>.Count) + second).Store(to + Vector256<ulong>.Count);
            }

            for (; r < count; r++)
            {
                rowHashes[r] += hashes[entries[r]];
            }
        }
    }

    /// <summary>Looks the symbol of each row's entry up, as far as they are all known.</summary>
    /// <param name="entries">Entries.</param>
    /// <param name="count">Rows.</param>
    /// <param name="symbols">By entry, from -1.</param>
    /// <param name="output">Room for a symbol for each row.</param>
    /// <returns>How many rows were done: the entry of the next one, or of one of the seven after it, has no symbol yet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int LookUp(int* entries, int count, int* symbols, int* output)
    {
        // Overflow is the point: entry -1 lies before entry 0.
        unchecked
        {
            int r = 0;
            Vector256<int> lowest = Vector256.Create(ChunkDictionary.NullSymbol);
            for (; r <= count - Vector256<int>.Count; r += Vector256<int>.Count)
            {
                Vector256<int> eight = Vector256.Load(entries + r);
                Vector256<int> found;
                if (eight == Vector256.Create(entries[r]))
                {
                    found = Vector256.Create(symbols[entries[r]]);
                }
                else if (Avx2.IsSupported)
                {
                    found = Avx2.GatherVector256(symbols, eight, sizeof(int));
                }
                else
                {
                    found = Vector256.Create(
                        symbols[entries[r]], symbols[entries[r + 1]], symbols[entries[r + 2]], symbols[entries[r + 3]],
                        symbols[entries[r + 4]], symbols[entries[r + 5]], symbols[entries[r + 6]], symbols[entries[r + 7]]);
                }

                if (Vector256.LessThanAny(found, lowest))
                {
                    return r;
                }

                found.Store(output + r);
            }

            for (; r < count && symbols[entries[r]] >= ChunkDictionary.NullSymbol; r++)
            {
                output[r] = symbols[entries[r]];
            }

            return r;
        }
    }
}
