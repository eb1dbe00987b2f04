using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Writing;

/// <summary>The entries of a dictionary in index order. Owns nothing: what it points to must stay until the chunk is finished.</summary>
public sealed unsafe class DictionaryValues
{
    private readonly nint _pointer;
    private readonly ReadOnlyMemory<byte> _fixed;
    private readonly ReadOnlyMemory<ByteArrayRef> _byteArrays;

    private DictionaryValues(int count, int width, nint pointer, ReadOnlyMemory<byte> fixedValues, ReadOnlyMemory<ByteArrayRef> byteArrays) =>
        (Count, Width, _pointer, _fixed, _byteArrays) = (count, width, pointer, fixedValues, byteArrays);

    /// <summary>Entries.</summary>
    public int Count { get; }

    /// <summary>Bytes of an entry; 0 for byte arrays.</summary>
    public int Width { get; }

    /// <summary>The entries one after another, if they are of a fixed width; otherwise empty.</summary>
    public ReadOnlySpan<byte> Fixed => Width == 0 ? default : _pointer != 0 ? new((void*)_pointer, Count * Width) : _fixed.Span;

    /// <summary>The entries, if they are byte arrays; otherwise empty.</summary>
    public ReadOnlySpan<ByteArrayRef> ByteArrays => Width != 0 ? default : _pointer != 0 ? new((void*)_pointer, Count) : _byteArrays.Span;

    /// <summary>Entries of a fixed width in unmanaged memory.</summary>
    /// <param name="pointer">The first byte.</param>
    /// <param name="count">Entries, 0 or more.</param>
    /// <param name="width">Bytes of an entry, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Count or width is out of range.</exception>
    /// <exception cref="OverflowException">They take more than 2^31-1 bytes.</exception>
    public static DictionaryValues OfFixed(nint pointer, int count, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        _ = checked(count * width);
        return new DictionaryValues(count, width, pointer, default, default);
    }

    /// <summary>Entries of a fixed width in managed memory.</summary>
    /// <param name="values">All entries.</param>
    /// <param name="width">Bytes of an entry, 1 or more.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the width.</exception>
    public static DictionaryValues OfFixed(ReadOnlyMemory<byte> values, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (values.Length % width != 0)
        {
            throw new ArgumentException($"{values.Length} bytes are no whole number of entries of {width} bytes", nameof(values));
        }

        return new DictionaryValues(values.Length / width, width, 0, values, default);
    }

    /// <summary>Byte arrays whose references lie in unmanaged memory.</summary>
    /// <param name="pointer">The first <see cref="ByteArrayRef"/>.</param>
    /// <param name="count">Entries, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static DictionaryValues OfByteArrays(nint pointer, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new DictionaryValues(count, 0, pointer, default, default);
    }

    /// <summary>Byte arrays whose references lie in managed memory.</summary>
    /// <param name="values">All entries.</param>
    public static DictionaryValues OfByteArrays(ReadOnlyMemory<ByteArrayRef> values) => new(values.Length, 0, 0, default, values);
}
