namespace Tenon.Parquet;

/// <summary>A file that lies in memory. Thread-safe as long as nobody changes the bytes.</summary>
/// <param name="content">The file's bytes; not copied.</param>
/// <param name="name">What error messages call it.</param>
public sealed class MemoryRangeSource(ReadOnlyMemory<byte> content, string name = "memory") : IRangeSource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public long Length => content.Length;

    /// <inheritdoc/>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > content.Length || destination.Length > content.Length - offset)
        {
            throw new ParquetFormatException($"{destination.Length} bytes were to be read of {content.Length}", Name, offset: offset);
        }

        content.Span.Slice((int)offset, destination.Length).CopyTo(destination);
    }

    /// <summary>Does nothing: the memory is its owner's.</summary>
    public void Dispose()
    {
    }
}
