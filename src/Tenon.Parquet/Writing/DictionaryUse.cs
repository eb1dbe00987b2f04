using System.Numerics;
using System.Runtime.Intrinsics;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Writing;

/// <summary>Which entries of a dictionary a page refers to, kept until the dictionary is known.</summary>
/// <remarks>A bit per entry between the smallest and the largest index used; or, where the page is small and the dictionary
/// large, the indices themselves.</remarks>
internal sealed unsafe class DictionaryUse : IDisposable
{
    private readonly PooledBuffer _content;
    private readonly bool _isBitmap;
    private readonly int _first;
    private readonly int _count;

    private DictionaryUse(PooledBuffer content, bool isBitmap, int first, int count, int largest) =>
        (_content, _isBitmap, _first, _count, Largest) = (content, isBitmap, first, count, largest);

    /// <summary>What <see cref="ForEach{T}"/> calls.</summary>
    internal interface IVisitor
    {
        /// <summary>Takes an index; the same one may come again.</summary>
        public void Visit(int index);
    }

    /// <summary>The largest index used.</summary>
    public int Largest { get; }

    /// <summary>At least as many as <see cref="ForEach{T}"/> visits.</summary>
    public int MaximumVisits => _isBitmap ? Math.Min(_count * 64, Largest - _first + 1) : _count;

    /// <summary>Whether a byte per entry is a reasonable price for a page of so many values.</summary>
    public static bool IsWorthMarking(int largest, int count) => largest / 16 < count + 4096;

    /// <summary>From one mark per entry.</summary>
    /// <param name="marks">Bytes 0 or 1, one for each entry up to <paramref name="largest"/>, and 63 more bytes of zeros.</param>
    /// <param name="largest">The largest index used; its mark is set.</param>
    /// <param name="pool">Where memory comes from.</param>
    public static DictionaryUse FromMarks(byte* marks, int largest, BufferPool pool)
    {
        int first = new ReadOnlySpan<byte>(marks, largest + 1).IndexOf((byte)1);
        int words = ((largest - first) / 64) + 1;
        PooledBuffer content = pool.Rent(words * 8L);
        ulong* bits = (ulong*)content.Pointer;
        byte* at = marks + first;
        for (int i = 0; i < words; i++, at += 64)
        {
            // The mark is bit 0 of its byte; the mask takes bit 7.
            uint low = Vector256.ShiftLeft(Vector256.Load(at).AsUInt64(), 7).AsByte().ExtractMostSignificantBits();
            uint high = Vector256.ShiftLeft(Vector256.Load(at + 32).AsUInt64(), 7).AsByte().ExtractMostSignificantBits();
            bits[i] = low | ((ulong)high << 32);
        }

        return new DictionaryUse(content, true, first, words, largest);
    }

    /// <summary>From the indices themselves.</summary>
    public static DictionaryUse FromIndices(ReadOnlySpan<int> indices, int largest, BufferPool pool)
    {
        PooledBuffer content = pool.Rent(indices.Length * 4L);
        indices.CopyTo(content.SpanOf<int>());
        return new DictionaryUse(content, false, 0, indices.Length, largest);
    }

    /// <summary>Shows every used index to the visitor.</summary>
    public void ForEach<T>(ref T visitor)
        where T : struct, IVisitor
    {
        if (!_isBitmap)
        {
            foreach (int index in _content.SpanOf<int>()[.._count])
            {
                visitor.Visit(index);
            }

            return;
        }

        ulong* bits = (ulong*)_content.Pointer;
        for (int i = 0; i < _count; i++)
        {
            for (ulong rest = bits[i]; rest != 0; rest &= rest - 1)
            {
                visitor.Visit(_first + (i * 64) + BitOperations.TrailingZeroCount(rest));
            }
        }
    }

    public void Dispose() => _content.Dispose();
}
