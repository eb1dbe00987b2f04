using Tenon.Parquet;
using Tenon.Storage;

namespace Tenon.Pipeline.Merging;

/// <summary>An object of a store, as the Parquet library reads it.</summary>
internal sealed class ObjectRangeSource(string name, IObjectReader reader) : IRangeSource
{
    public string Name => name;

    public long Length => reader.SizeBytes;

    public void ReadExactly(long offset, Span<byte> destination) => reader.Read(offset, destination);

    public void Dispose() => reader.Dispose();
}
