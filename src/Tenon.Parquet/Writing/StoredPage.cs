using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <summary>A page as it will lie in the file, and what the indexes say of it. Owns its body.</summary>
internal sealed class StoredPage : IDisposable
{
    /// <summary>The header's Thrift bytes.</summary>
    public required byte[] Header { get; init; }

    /// <summary>The memory of the body.</summary>
    public required PooledBuffer Body { get; init; }

    /// <summary>Bytes of the body, from the beginning of <see cref="Body"/>.</summary>
    public required int BodyLength { get; init; }

    /// <summary>Bytes of the body when decompressed.</summary>
    public required int UncompressedLength { get; init; }

    /// <summary>The page kind.</summary>
    public required PageType Type { get; init; }

    /// <summary>The encoding of the values.</summary>
    public required ParquetEncoding Encoding { get; init; }

    /// <summary>Level entries; for a dictionary, its entries.</summary>
    public required int ValueCount { get; init; }

    /// <summary>Rows; 0 for a dictionary.</summary>
    public int RowCount { get; init; }

    /// <summary>Entries without value; null if a copied page does not say.</summary>
    public long? NullCount { get; init; }

    /// <summary>Whether the page was copied as it was and nobody looked at its values.</summary>
    public bool IsCopied { get; init; }

    /// <summary>Bytes of the byte arrays in it, without lengths; null if not counted.</summary>
    public long? UnencodedByteArrayBytes { get; init; }

    /// <summary>Bounds; set late for pages of dictionary indices.</summary>
    public PageBounds Bounds { get; set; }

    /// <summary>The dictionary entries used, until the dictionary is known.</summary>
    public DictionaryUse? Use { get; set; }

    /// <summary>Bytes in the file.</summary>
    public int FileLength => checked(Header.Length + BodyLength);

    /// <summary>The body as stored.</summary>
    public ReadOnlySpan<byte> Stored => Body.Span[..BodyLength];

    public void Dispose()
    {
        Body.Dispose();
        Use?.Dispose();
        Use = null;
    }
}
