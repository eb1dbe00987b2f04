using System.Runtime.CompilerServices;

namespace Tenon.Merging.Ordering;

/// <summary>Compares packed keys. Implemented by structs, so that the merge loop is compiled once for each shape of key.</summary>
/// <remarks>A merge keeps the first two words of keys at hand and asks for the rest only when they are equal.</remarks>
internal unsafe interface IKeyComparer
{
    /// <summary>Words from one key to the next.</summary>
    public int Stride { get; }

    /// <summary>The second word of a key; 0 if it has only one.</summary>
    public ulong SecondWord(ulong* key);

    /// <summary>Whether the first of two keys with equal first two words comes strictly before the second.</summary>
    public bool RestLess(ulong* a, ulong* b);
}

/// <summary>What all comparers can do.</summary>
internal static unsafe class KeyComparers
{
    /// <summary>Whether the first key comes strictly before the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less<TComparer>(this TComparer comparer, ulong* a, ulong* b)
        where TComparer : struct, IKeyComparer
    {
        if (*a != *b)
        {
            return *a < *b;
        }

        ulong x = comparer.SecondWord(a);
        ulong y = comparer.SecondWord(b);
        return x != y ? x < y : comparer.RestLess(a, b);
    }

    /// <summary>The first row that comes before its predecessor, or -1.</summary>
    public static int FirstDescent<TComparer>(this TComparer comparer, ulong* keys, int count)
        where TComparer : struct, IKeyComparer
    {
        int stride = comparer.Stride;
        for (int i = 1; i < count; i++, keys += stride)
        {
            if (comparer.Less(keys + stride, keys))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One word.</summary>
internal readonly unsafe struct OneWord : IKeyComparer
{
    public int Stride => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SecondWord(ulong* key) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool RestLess(ulong* a, ulong* b) => false;
}

/// <summary>Two words.</summary>
internal readonly unsafe struct TwoWords : IKeyComparer
{
    public int Stride => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SecondWord(ulong* key) => key[1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool RestLess(ulong* a, ulong* b) => false;
}

/// <summary>One to four words.</summary>
internal readonly unsafe struct ManyWords(int words) : IKeyComparer
{
    public int Stride => words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SecondWord(ulong* key) => words > 1 ? key[1] : 0;

    public bool RestLess(ulong* a, ulong* b)
    {
        for (int i = 2; i < words; i++)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }

        return false;
    }
}

/// <summary>Two words, then the values of the fields that did not fit.</summary>
internal readonly unsafe struct WordsAndTail(KeyLayout layout) : IKeyComparer
{
    public int Stride => layout.Stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SecondWord(ulong* key) => key[1];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool RestLess(ulong* a, ulong* b)
    {
        var left = (TailValue*)a[KeyLayout.TailWords];
        var right = (TailValue*)b[KeyLayout.TailWords];
        for (int field = layout.FirstTailField; field < layout.Fields.Length; field++, left++, right++)
        {
            int order = KeyTails.Compare(*left, *right, layout.Fields[field]);
            if (order != 0)
            {
                return order < 0;
            }
        }

        return false;
    }
}
