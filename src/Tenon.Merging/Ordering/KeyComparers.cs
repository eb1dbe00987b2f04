using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Compares packed keys. Implemented by structs, so that the merge loop is compiled once for each shape of key.</summary>
internal unsafe interface IKeyComparer
{
    /// <summary>Words from one key to the next.</summary>
    public int Stride { get; }

    /// <summary>Whether the first key comes strictly before the second.</summary>
    public bool Less(ulong* a, ulong* b);
}

/// <summary>One word.</summary>
internal readonly unsafe struct OneWord : IKeyComparer
{
    public int Stride => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ulong* a, ulong* b) => *a < *b;
}

/// <summary>Two words.</summary>
internal readonly unsafe struct TwoWords : IKeyComparer
{
    public int Stride => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ulong* a, ulong* b) => a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
}

/// <summary>Three or four words.</summary>
internal readonly unsafe struct ManyWords(int words) : IKeyComparer
{
    public int Stride => words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ulong* a, ulong* b)
    {
        for (int i = 0; i < words - 1; i++)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }

        return a[words - 1] < b[words - 1];
    }
}

/// <summary>Two words, then the values of the fields that did not fit.</summary>
internal readonly unsafe struct WordsAndTail(KeyLayout layout) : IKeyComparer
{
    public int Stride => layout.Stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Less(ulong* a, ulong* b) => a[0] != b[0] ? a[0] < b[0] : a[1] != b[1] ? a[1] < b[1] : TailLess(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TailLess(ulong* a, ulong* b)
    {
        var left = (TailValue*)a[KeyLayout.TailWords];
        var right = (TailValue*)b[KeyLayout.TailWords];
        for (int field = layout.FirstTailField; field < layout.Fields.Length; field++, left++, right++)
        {
            int order = Compare(*left, *right, layout.Fields[field]);
            if (order != 0)
            {
                return order < 0;
            }
        }

        return false;
    }

    private static int Compare(TailValue a, TailValue b, KeyField field)
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

    private static int CompareBytes(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, bool isSigned)
    {
        if (isSigned && a[0] != b[0])
        {
            return (a[0] ^ 0x80).CompareTo(b[0] ^ 0x80); // Of equal length: the sign decides, then the bytes.
        }

        return Math.Sign(a.SequenceCompareTo(b));
    }
}
