using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Checks that the rows of a block never descend, column by column and without packing keys. One per input; not thread-safe.</summary>
/// <remarks>
/// <code>
/// 1. Every row and its successor are a pair; at first all pairs are open.
/// 2. For each field in key order, of the open pairs: a pair that descends ends the check, one that ascends is closed.
/// 3. Pairs still open at the end are equal.
/// </code>
/// Pairs are bits, so that a field in which rows seldom differ is passed over 64 rows at a time.
/// </remarks>
internal sealed unsafe class ColumnOrder(KeyLayout layout, KeyFieldReader[] readers, BufferPool pool) : IDisposable
{
    /// <summary>Pairs of 64 from which on all are compared, at once: one by one each costs a jump that no processor foresees.</summary>
    private const int ManyPairs = 8;

    private ulong[] _open = [];
    private PooledBuffer? _tails;

    /// <summary>Whether no row of the block comes before its predecessor in the block.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public bool IsAscending(KeyBlock block)
    {
        int pairs = block.Count - 1;
        int words = (pairs + 63) / 64;
        if (_open.Length < words)
        {
            _open = new ulong[words];
        }

        Span<ulong> open = _open.AsSpan(0, words);
        open.Fill(ulong.MaxValue);
        if (pairs % 64 != 0)
        {
            open[^1] = (1UL << (pairs % 64)) - 1;
        }

        for (int i = 0; i < readers.Length && open.ContainsAnyExcept(0UL); i++)
        {
            if (block.Columns[i] is KeySlice slice && !IsAscending(i, slice, block.Count, open))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _tails?.Dispose();

    private bool IsAscending(int field, KeySlice slice, int count, Span<ulong> open)
    {
        KeyFieldReader reader = readers[field];
        bool isWhole = field < layout.FirstTailField; // All of its values is in the codes.
        if (slice.Form == ValueForm.Runs)
        {
            return AreRunsAscending(slice.Runs, reader.WordsOf(slice), open);
        }

        if (isWhole && slice.Form == ValueForm.Indices)
        {
            int* entries = reader.EntriesOf(slice, count);
            bool isOne = entries[0] == entries[count - 1] && !new ReadOnlySpan<int>(entries, count).ContainsAnyExcept(entries[0]);
            return isOne || AreEntriesAscending(entries, reader.WordsOf(slice), count, open);
        }

        return isWhole && slice.Present == count
            ? AreCodesAscending(reader.CodesOf(slice, count), count, open)
            : AreTailsAscending(reader.Field, slice, count, open);
    }

    private static bool AreRunsAscending(ReadOnlySpan<IndexRun> runs, EntryWords words, Span<ulong> open)
    {
        for (int i = 1; i < runs.Length; i++)
        {
            int pair = runs[i - 1].End - 1;
            ulong bit = 1UL << (pair % 64);
            if ((open[pair / 64] & bit) == 0)
            {
                continue;
            }

            int order = words.Compare(runs[i - 1].Index, runs[i].Index);
            if (order > 0)
            {
                return false;
            }

            open[pair / 64] &= order < 0 ? ~bit : ulong.MaxValue;
        }

        return true;
    }

    private static bool AreEntriesAscending(int* entries, EntryWords words, int count, Span<ulong> open)
    {
        ulong* low = words.Low;
        ulong* high = words.High;
        for (int w = 0; w < open.Length; w++)
        {
            if (open[w] == 0)
            {
                continue;
            }

            int* at = entries + (64L * w);
            bool isFull = (w * 64L) + 64 < count;
            ulong differ = open[w] & (isFull ? Differ(at) : ulong.MaxValue);
            if (isFull && BitOperations.PopCount(differ) >= ManyPairs)
            {
                (ulong descend, ulong equal) = Compare(at, low, high);
                if ((descend & open[w]) != 0)
                {
                    return false;
                }

                open[w] &= equal;
                continue;
            }

            while (differ != 0)
            {
                int pair = BitOperations.TrailingZeroCount(differ);
                differ &= differ - 1;
                int order = words.Compare(at[pair], at[pair + 1]);
                if (order > 0)
                {
                    return false;
                }

                open[w] &= order == 0 ? ulong.MaxValue : ~(1UL << pair);
            }
        }

        return true;
    }

    private static bool AreCodesAscending(ulong* codes, int count, Span<ulong> open)
    {
        for (int w = 0; w < open.Length; w++)
        {
            if (open[w] == 0)
            {
                continue;
            }

            ulong* at = codes + (64L * w);
            int pairs = Math.Min(64, count - 1 - (64 * w));
            ulong descend = 0;
            ulong equal = 0;
            int pair = 0;
            for (; pair + Vector512<ulong>.Count <= pairs; pair += Vector512<ulong>.Count)
            {
                Vector512<ulong> a = Vector512.Load(at + pair);
                Vector512<ulong> b = Vector512.Load(at + pair + 1);
                descend |= Vector512.GreaterThan(a, b).ExtractMostSignificantBits() << pair;
                equal |= Vector512.Equals(a, b).ExtractMostSignificantBits() << pair;
            }

            for (; pair < pairs; pair++)
            {
                descend |= (at[pair] > at[pair + 1] ? 1UL : 0) << pair;
                equal |= (at[pair] == at[pair + 1] ? 1UL : 0) << pair;
            }

            if ((descend & open[w]) != 0)
            {
                return false;
            }

            open[w] &= equal;
        }

        return true;
    }

    private bool AreTailsAscending(KeyField field, KeySlice slice, int count, Span<ulong> open)
    {
        TailValue* tails = KeyTails.AreIn(slice, count) ? (TailValue*)slice.Values.Pointer : FillTails(field, slice, count);
        for (int w = 0; w < open.Length; w++)
        {
            TailValue* at = tails + (64L * w);
            for (ulong left = open[w]; left != 0; left &= left - 1)
            {
                int pair = BitOperations.TrailingZeroCount(left);
                int order = KeyTails.Compare(at[pair], at[pair + 1], field);
                if (order > 0)
                {
                    return false;
                }

                open[w] &= order < 0 ? ~(1UL << pair) : ulong.MaxValue;
            }
        }

        return true;
    }

    private TailValue* FillTails(KeyField field, KeySlice slice, int count)
    {
        if (_tails is null || _tails.Length < (long)count * sizeof(TailValue))
        {
            _tails?.Dispose();
            _tails = pool.Rent((long)count * sizeof(TailValue));
        }

        var tails = (TailValue*)_tails.Pointer;
        KeyTails.Fill(field, slice, count, tails, 1);
        return tails;
    }

    /// <summary>Which of 64 entries come after the one that follows them, and which are equal to it.</summary>
    [SkipLocalsInit]
    private static (ulong Descend, ulong Equal) Compare(int* entries, ulong* low, ulong* high)
    {
        const int Entries = 65;
        ulong* lowWords = stackalloc ulong[Entries];
        for (int i = 0; i < Entries; i++)
        {
            lowWords[i] = low[entries[i]];
        }

        ulong descend = 0;
        ulong equal = 0;
        if (high is null)
        {
            for (int i = 0; i < 64; i += Vector512<ulong>.Count)
            {
                Vector512<ulong> a = Vector512.Load(lowWords + i);
                Vector512<ulong> b = Vector512.Load(lowWords + i + 1);
                descend |= Vector512.GreaterThan(a, b).ExtractMostSignificantBits() << i;
                equal |= Vector512.Equals(a, b).ExtractMostSignificantBits() << i;
            }

            return (descend, equal);
        }

        ulong* highWords = stackalloc ulong[Entries];
        for (int i = 0; i < Entries; i++)
        {
            highWords[i] = high[entries[i]];
        }

        for (int i = 0; i < 64; i += Vector512<ulong>.Count)
        {
            Vector512<ulong> a = Vector512.Load(highWords + i);
            Vector512<ulong> b = Vector512.Load(highWords + i + 1);
            Vector512<ulong> c = Vector512.Load(lowWords + i);
            Vector512<ulong> d = Vector512.Load(lowWords + i + 1);
            ulong highEqual = Vector512.Equals(a, b).ExtractMostSignificantBits();
            descend |= (Vector512.GreaterThan(a, b).ExtractMostSignificantBits() | (highEqual & Vector512.GreaterThan(c, d).ExtractMostSignificantBits())) << i;
            equal |= (highEqual & Vector512.Equals(c, d).ExtractMostSignificantBits()) << i;
        }

        return (descend, equal);
    }

    /// <summary>Which of 64 entries differ from the one after them.</summary>
    private static ulong Differ(int* entries)
    {
        ulong equal = 0;
        for (int i = 0; i < 64; i += Vector512<int>.Count)
        {
            equal |= Vector512.Equals(Vector512.Load(entries + i), Vector512.Load(entries + i + 1)).ExtractMostSignificantBits() << i;
        }

        return ~equal;
    }
}
