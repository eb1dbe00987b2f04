using System.Numerics;
using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>PLAIN values of fixed width, many of them equal to the one before, in less memory than the page took.</summary>
/// <remarks>
/// <code>
/// values        7 7 7 3 3 7        in memory: a bit for each, set where it differs from the one before, and those that do
///               1 0 0 1 0 1        7 3 7
/// </code>
/// Sorted columns that are no dictionary's have such values: two rows of a series, then two of the next.
/// </remarks>
/// <typeparam name="T">An unsigned number of the width.</typeparam>
internal sealed unsafe class PlainRuns<T> : ValueDecoder
    where T : unmanaged, INumber<T>
{
    private readonly ulong* _begins;
    private readonly int _count;
    private T* _current; // The value before the next one; at first, the place before the first.
    private int _next;

    private PlainRuns(byte* source, int count)
    {
        _begins = (ulong*)source;
        _count = count;
        _current = unchecked((T*)(source + BitBytes(count)) - 1); // An address; no values may lie at none.
    }

    /// <summary>What values take in this form, bits and all.</summary>
    public static long SizeOf(ReadOnlySpan<T> values) => BitBytes(values.Length) + ((long)CountRuns(values) * sizeof(T));

    /// <summary>Packs values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="destination">Room for <see cref="SizeOf"/> bytes, which must outlive the result; all of it is written.</param>
    /// <returns>Reads them.</returns>
    public static PlainRuns<T> Pack(ReadOnlySpan<T> values, Span<byte> destination)
    {
        Span<ulong> begins = MemoryMarshal.Cast<byte, ulong>(destination[..(int)BitBytes(values.Length)]);
        Span<T> distinct = MemoryMarshal.Cast<byte, T>(destination[(int)BitBytes(values.Length)..]);
        int runs = 0;
        for (int w = 0; w < begins.Length; w++)
        {
            ulong bits = 0;
            int first = w * 64;
            int end = Math.Min(values.Length, first + 64);
            for (int i = first; i < end; i++)
            {
                if (i == 0 || values[i] != values[i - 1])
                {
                    bits |= 1UL << (i - first);
                    distinct[runs++] = values[i];
                }
            }

            begins[w] = bits;
        }

        fixed (byte* source = destination)
        {
            return new PlainRuns<T>(source, values.Length); // Unmanaged memory: it stays where it is.
        }
    }

    public override void ReadFixed(Span<byte> destination)
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(destination);
        Require(values.Length);
        fixed (T* start = values)
        {
            unchecked // Counts and addresses within the page.
            {
                T* to = start;
                T* current = _current;
                int end = _next + values.Length;
                for (int i = _next; i < end;)
                {
                    ulong bits = _begins[i >> 6] >> i;
                    for (int stop = Math.Min(end, (i | 63) + 1); i < stop; i++, bits >>= 1)
                    {
                        current += bits & 1;
                        *to++ = *current;
                    }
                }

                _current = current;
                _next = end;
            }
        }
    }

    public override void Skip(int count)
    {
        Require(count);
        int end = _next + count;
        for (int i = _next; i < end;)
        {
            int stop = (int)Math.Min(end, (i | 63) + 1L);
            ulong bits = _begins[i >> 6] >> i;
            bits = stop - i == 64 ? bits : bits & ((1UL << (stop - i)) - 1);
            _current += BitOperations.PopCount(bits);
            i = stop;
        }

        _next = end;
    }

    private static long BitBytes(int count) => (count + 63L) / 64 * sizeof(ulong);

    private static int CountRuns(ReadOnlySpan<T> values)
    {
        int i = 1;
        Vector<T> equal = Vector<T>.Zero;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            equal -= Vector.Equals(new Vector<T>(values[i..]), new Vector<T>(values[(i - 1)..])); // -1 where they are.
        }

        int runs = values.Length - int.CreateChecked(Vector.Sum(equal));
        for (; i < values.Length; i++)
        {
            runs -= values[i] == values[i - 1] ? 1 : 0;
        }

        return runs;
    }

    private void Require(int count)
    {
        if (count > _count - _next)
        {
            throw Exhausted(count, _count - _next);
        }
    }
}
