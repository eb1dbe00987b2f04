using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Turns the values of a packed field into codes: unsigned numbers whose order is the order of the sort.</summary>
internal static unsafe class KeyCodes
{
    /// <summary>The code of value i of a slice that is not dictionary-encoded.</summary>
    /// <exception cref="KeyRangeException">It is outside the range that the dictionaries promised.</exception>
    public static ulong OfPlain(KeyField field, KeySlice slice, int i)
    {
        byte* values = slice.Values.Pointer;
        if (slice.Form == ValueForm.Bytes)
        {
            ByteArrayRef value = ((ByteArrayRef*)values)[i];
            return field.Coding == KeyCoding.Prefix ? OfPrefix(field, value) : OfBytes(field, value.Span);
        }

        return field.Number == OrderedNumber.None
            ? OfBytes(field, new ReadOnlySpan<byte>(values + ((long)i * field.Width), field.Width))
            : OfNumber(field, ReadFixed(values, i, field.Width));
    }

    /// <summary>The code of an entry of a dictionary.</summary>
    /// <exception cref="KeyRangeException">It is outside the range that the dictionaries promised.</exception>
    public static ulong OfEntry(KeyField field, ChunkDictionary dictionary, int entry) =>
        dictionary.Width is > 0 and <= 8 && field.Number != OrderedNumber.None
            ? OfNumber(field, dictionary.FixedValue(entry))
            : OfBytes(field, dictionary.Bytes(entry));

    /// <summary>The codes of rows that are not dictionary-encoded, 0 for null.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public static void OfPlainRows(KeyField field, KeySlice slice, int count, ulong* codes)
    {
        byte* definition = slice.Present == count ? null : slice.DefinitionLevels;
        if (definition is null && field.Width == 8 && field.Coding == KeyCoding.Raw && field.Number is OrderedNumber.Signed64 or OrderedNumber.Unsigned)
        {
            ulong flip = (field.Number == OrderedNumber.Signed64 ? 1UL << 63 : 0) ^ (field.Descending ? ulong.MaxValue : 0);
            var values = (ulong*)slice.Values.Pointer;
            for (int r = 0; r < count; r++)
            {
                codes[r] = values[r] ^ flip;
            }

            return;
        }

        int next = 0;
        for (int r = 0; r < count; r++)
        {
            codes[r] = definition is not null && definition[r] == 0 ? 0 : OfPlain(field, slice, next++);
        }
    }

    /// <summary>Value i of fixed width, zero-extended.</summary>
    public static ulong ReadFixed(byte* values, int i, int width) => width switch
    {
        8 => ((ulong*)values)[i],
        4 => ((uint*)values)[i],
        _ => values[i],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfNumber(KeyField field, ulong bits)
    {
        ulong code = OrderedNumbers.Order(field.Number, bits);
        if (field.Coding == KeyCoding.Range)
        {
            // Below the minimum the difference wraps around and is out of range as well.
            code = unchecked(code - field.Minimum);
            if (code > field.ValueMask)
            {
                throw new KeyRangeException(field.Column.DottedPath);
            }
        }

        return field.Directed(code);
    }

    /// <summary>The first bytes of a value, which pooled memory lets us read eight at a time even past its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfPrefix(KeyField field, ByteArrayRef value)
    {
        if (value.Length == 0)
        {
            return field.Directed(0);
        }

        ulong first = BinaryPrimitives.ReverseEndianness(*(ulong*)value.Pointer);
        first = value.Length >= 8 ? first : first & ~(ulong.MaxValue >> (8 * value.Length));
        return field.Directed(first >> (64 - field.ValueBits));
    }

    private static ulong OfBytes(KeyField field, ReadOnlySpan<byte> value)
    {
        if (field.Coding == KeyCoding.Rank)
        {
            int rank = field.Ranks!.RankOf(value); // Rank coding always has ranks: KeyLayout.
            return rank >= 0 ? field.Directed((ulong)rank) : throw new KeyRangeException(field.Column.DottedPath);
        }

        Span<byte> first = stackalloc byte[8];
        first.Clear();
        value[..Math.Min(8, value.Length)].CopyTo(first);
        if (field.IsSignedBytes)
        {
            first[0] ^= 0x80;
        }

        return field.Directed(BinaryPrimitives.ReadUInt64BigEndian(first) >> (64 - field.ValueBits));
    }
}

/// <summary>A page held a value that its chunk's footer said could not occur. The merge starts again without that promise.</summary>
internal sealed class KeyRangeException(string column) : Exception($"column {column} has values outside its dictionaries")
{
    public string Column { get; } = column;
}
