using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>Decodes the values of one page step by step. Which of the reads apply depends on the encoding and the type.</summary>
/// <remarks>Points into the page's buffer, which must outlive it. Every read fills its destination or throws
/// <see cref="ParquetFormatException"/>.</remarks>
internal abstract class ValueDecoder : IDisposable
{
    /// <summary>Bytes held beyond the page's buffer.</summary>
    public virtual long MemoryBytes => 0;

    /// <summary>Reads values of fixed width.</summary>
    public virtual void ReadFixed(Span<byte> destination) => throw Inapplicable("fixed-width values");

    /// <summary>Reads byte arrays.</summary>
    public virtual void ReadByteArrays(Span<ByteArrayRef> destination) => throw Inapplicable("byte arrays");

    /// <summary>Reads dictionary indices.</summary>
    public virtual void ReadIndices(Span<int> destination, int dictionaryCount) => throw Inapplicable("dictionary indices");

    /// <summary>Passes over values.</summary>
    public abstract void Skip(int count);

    /// <summary>Gives back what it holds.</summary>
    public virtual void Dispose()
    {
    }

    protected static ParquetFormatException Exhausted(long wanted, long left) =>
        new($"{wanted} more values are to be read, the page holds {left}");

    private InvalidOperationException Inapplicable(string what) => new($"a page decoded by {GetType().Name} has no {what}");
}
