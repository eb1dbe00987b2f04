namespace Tenon.Parquet;

/// <summary>Bytes of known length that are read by range: a file, an object in a store, a block of memory.</summary>
/// <remarks>Reads may come from several threads at once.</remarks>
public interface IRangeSource : IDisposable
{
    /// <summary>What error messages call it: a path or an address.</summary>
    public string Name { get; }

    /// <summary>Bytes in all; does not change.</summary>
    public long Length { get; }

    /// <summary>Fills the destination.</summary>
    /// <param name="offset">The first byte, from 0.</param>
    /// <param name="destination">Filled whole.</param>
    /// <exception cref="IOException">The bytes cannot be read, or there are fewer of them.</exception>
    public void ReadExactly(long offset, Span<byte> destination);
}
