using System.Runtime.CompilerServices;
using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>One value of a field that is compared by value. Laid out like a <see cref="ByteArrayRef"/>.</summary>
/// <param name="Code">The ordered number of a fixed-width value, direction applied; the address of a byte string.</param>
/// <param name="Length">-1 for null; the bytes of a byte string; 0 for a number.</param>
internal readonly record struct TailValue(ulong Code, int Length);

/// <summary>Makes and compares the values of fields that are not, or not wholly, packed.</summary>
internal static unsafe class KeyTails
{
    /// <summary>Whether a slice's own values are its tail values already.</summary>
    public static bool AreIn(KeySlice? slice, int count) => slice is { Form: ValueForm.Bytes } && slice.Present == count;

    /// <summary>The tail values of a block in one field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="slice">The block's rows in it; null where the input lacks the column.</param>
    /// <param name="count">Rows.</param>
    /// <param name="tails">Where the first goes.</param>
    /// <param name="step">Tail values from one row to the next.</param>
    public static void Fill(KeyField field, KeySlice? slice, int count, TailValue* tails, int step)
    {
        byte* definition = slice is null ? null : slice.DefinitionLevels;
        int next = 0;
        for (int r = 0; r < count; r++, tails += step)
        {
            bool isNull = slice is null || (definition is not null && definition[r] == 0);
            *tails = isNull ? new TailValue(0, -1) : Of(field, slice!, next++); // Not null: checked just before.
        }
    }

    /// <summary>Value i of a slice.</summary>
    public static TailValue Of(KeyField field, KeySlice slice, int i)
    {
        byte* values = slice.Values.Pointer;
        int width = field.Width;
        bool isNumber = field.Number != OrderedNumber.None;
        switch (slice.Form)
        {
            case ValueForm.Indices:
                ChunkDictionary dictionary = slice.Dictionary!; // A slice of indices has its dictionary.
                int index = ((int*)values)[i];
                if (isNumber)
                {
                    return Number(field, dictionary.FixedValue(index));
                }

                ReadOnlySpan<byte> bytes = dictionary.Bytes(index);
                return new TailValue((ulong)Unsafe.AsPointer(ref Unsafe.AsRef(in bytes.GetPinnableReference())), bytes.Length); // Unmanaged memory.
            case ValueForm.Fixed:
                return isNumber ? Number(field, KeyCodes.ReadFixed(values, i, width)) : new TailValue((ulong)(values + ((long)i * width)), width);
            default:
                ByteArrayRef reference = ((ByteArrayRef*)values)[i];
                return new TailValue((ulong)reference.Pointer, reference.Length);
        }
    }

    /// <summary>Whether value a sorts before value b (negative), after it (positive), or neither.</summary>
    public static int Compare(TailValue a, TailValue b, KeyField field)
    {
        if (a.Length < 0 || b.Length < 0)
        {
            return (a.Length < 0 ? 1 : 0) - (b.Length < 0 ? 1 : 0);
        }

        if (field.Number != OrderedNumber.None)
        {
            return a.Code.CompareTo(b.Code); // The direction is in the code.
        }

        int order = CompareBytes(new ByteArrayRef((nint)a.Code, a.Length).Span, new ByteArrayRef((nint)b.Code, b.Length).Span, field.IsSignedBytes);
        return field.Descending ? -order : order;
    }

    private static TailValue Number(KeyField field, ulong bits)
    {
        ulong code = OrderedNumbers.Order(field.Number, bits);
        return new TailValue(field.Descending ? ~code : code, 0);
    }

    private static int CompareBytes(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, bool isSigned)
    {
        if (isSigned && a[0] != b[0])
        {
            return (a[0] ^ 0x80).CompareTo(b[0] ^ 0x80); // Of equal length: the sign decides, then the bytes.
        }

        return Math.Sign(a.SequenceCompareTo(b));
    }
}
