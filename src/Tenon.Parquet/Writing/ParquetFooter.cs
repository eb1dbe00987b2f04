using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Writing;

/// <summary>Writes footers of finished files anew.</summary>
public static class ParquetFooter
{
    private const int TailBytes = 8;

    /// <summary>Replaces the key/value entries of a local file that <see cref="ParquetFileWriter"/> wrote, in place: all pages and indexes stay
    /// where they are. Cut short it leaves no Parquet file, so it is for files that nobody reads yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyValues">The entries; all that were there are gone.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ParquetFormatException">It is no Parquet file.</exception>
    /// <exception cref="InvalidOperationException">The footer would exceed the limit of footers that are written.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static long ReplaceKeyValues(string path, IReadOnlyList<KeyValue> keyValues)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keyValues);
        FileMetadata footer;
        long offset;
        using (var pool = new BufferPool(0))
        using (ParquetFile file = ParquetFile.Open(path, pool))
        {
            (footer, offset) = (file.Metadata, file.FooterOffset);
        }

        var thrift = new CompactWriter(4096);
        FileMetadataWriter.Write(thrift, footer with { KeyValues = keyValues });
        int most = new ParquetFileWriterOptions().MaximumFooterBytes;
        if (thrift.Length > most)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{path}: the footer takes {thrift.Length} bytes; at most {most} are allowed"));
        }

        Span<byte> tail = stackalloc byte[TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, thrift.Length);
        "PAR1"u8.CopyTo(tail[4..]);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write);
        stream.SetLength(offset);
        stream.Position = offset;
        stream.Write(thrift.Written);
        stream.Write(tail);
        return stream.Length;
    }
}
