using System.Buffers.Binary;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet;

/// <summary>An open Parquet file: its footer decoded and checked, its column chunks ready to be read. Thread-safe; owns its source.</summary>
public sealed class ParquetFile : IDisposable
{
    private const int MagicBytes = 4;
    private const int TailBytes = 8;

    // The footer is mostly within so many bytes of the end, so one read is enough.
    private const int FirstReadBytes = 64 << 10;

    private readonly BufferPool _pool;
    private readonly ParquetReaderOptions _options;
    private readonly bool _hasShortChunks;
    private readonly bool _deniesCompression;
    private readonly bool _packsLevelsBackwards;

    private ParquetFile(IRangeSource source, BufferPool pool, ParquetReaderOptions options, FileMetadata metadata, ParquetSchema schema, long footerOffset, long rowCount)
    {
        (Source, _pool, _options, Metadata, Schema, FooterOffset, RowCount) = (source, pool, options, metadata, schema, footerOffset, rowCount);
        _hasShortChunks = WriterVersion.ForgetsDictionaryHeader(metadata.CreatedBy);
        _deniesCompression = WriterVersion.DeniesCompression(metadata.CreatedBy);
        _packsLevelsBackwards = WriterVersion.PacksLevelsBackwards(metadata.CreatedBy);
    }

    /// <summary>What messages call the file.</summary>
    public string Name => Source.Name;

    /// <summary>Where its bytes come from.</summary>
    public IRangeSource Source { get; }

    /// <summary>The footer.</summary>
    public FileMetadata Metadata { get; }

    /// <summary>Rows of all row groups. The footer's own number is the same, or 0 where the writer left it so.</summary>
    public long RowCount { get; }

    /// <summary>The schema as a tree.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>File offset of the footer; all pages and indexes lie before it.</summary>
    public long FooterOffset { get; }

    /// <summary>Opens a local file.</summary>
    /// <inheritdoc cref="Open(IRangeSource, BufferPool, ParquetReaderOptions?)"/>
    /// <param name="path">The file.</param>
    /// <param name="pool">Where memory for pages comes from.</param>
    /// <param name="options">Limits and checks; null for the defaults.</param>
    public static ParquetFile Open(string path, BufferPool pool, ParquetReaderOptions? options = null) => Open(FileRangeSource.Open(path), pool, options);

    /// <summary>Reads and checks the footer.</summary>
    /// <param name="source">The file's bytes. The result owns it; it is disposed if opening fails.</param>
    /// <param name="pool">Where memory for pages comes from.</param>
    /// <param name="options">Limits and checks; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options' page limit is above <see cref="ParquetReaderOptions.LargestPageBytes"/>.</exception>
    /// <exception cref="ParquetFormatException">The bytes are not a Parquet file that can be read, an encrypted footer included.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public static ParquetFile Open(IRangeSource source, BufferPool pool, ParquetReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pool);
        options ??= ParquetReaderOptions.Default;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaximumPageBytes, ParquetReaderOptions.LargestPageBytes, nameof(options));
        try
        {
            (FileMetadata metadata, ParquetSchema schema, long footerOffset) = ReadFooter(source, pool, options);
            long rowCount = new FooterCheck(source.Name, metadata, schema, footerOffset).Run();
            return new ParquetFile(source, pool, options, metadata, schema, footerOffset, rowCount);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a column chunk. The cursor reads from this file's source, which must stay open.</summary>
    /// <param name="rowGroup">The row group, from 0.</param>
    /// <param name="column">The leaf column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row group or column.</exception>
    /// <exception cref="ParquetFormatException">The chunk is encrypted, lies in another file, or its codec is not read.</exception>
    public ColumnChunkPages OpenColumn(int rowGroup, int column)
    {
        (ColumnDescriptor descriptor, ColumnChunkMetadata chunk) = Find(rowGroup, column);
        try
        {
            if (chunk.IsEncrypted)
            {
                throw new ParquetFormatException("the column is encrypted; encrypted columns are not read");
            }

            if (!string.IsNullOrEmpty(chunk.FilePath))
            {
                throw new ParquetFormatException($"the column lies in another file, '{chunk.FilePath}'; such files are not read");
            }

            long end = checked(chunk.StartOffset + chunk.TotalCompressedSize);
            end = Math.Min(_hasShortChunks ? end + WriterVersion.ForgottenHeaderBytes : end, FooterOffset);
            return new ColumnChunkPages(Source, _pool, _options, rowGroup, descriptor, chunk, end, _deniesCompression, _packsLevelsBackwards);
        }
        catch (ParquetFormatException e)
        {
            throw e.At(Name, rowGroup, descriptor.DottedPath, chunk.StartOffset);
        }
    }

    /// <summary>Reads the bounds of a chunk's pages.</summary>
    /// <param name="rowGroup">The row group, from 0.</param>
    /// <param name="column">The leaf column, from 0.</param>
    /// <returns>Null where the chunk has none.</returns>
    /// <exception cref="ParquetFormatException">The index is damaged.</exception>
    public ColumnIndex? ReadColumnIndex(int rowGroup, int column)
    {
        ColumnChunkMetadata chunk = Find(rowGroup, column).Chunk;
        return ReadIndex(rowGroup, column, chunk.ColumnIndexOffset, chunk.ColumnIndexLength, "column index", PageIndexReader.ReadColumnIndex);
    }

    /// <summary>Reads where a chunk's data pages lie.</summary>
    /// <param name="rowGroup">The row group, from 0.</param>
    /// <param name="column">The leaf column, from 0.</param>
    /// <returns>Null where the chunk has no offset index.</returns>
    /// <exception cref="ParquetFormatException">The index is damaged.</exception>
    public OffsetIndex? ReadOffsetIndex(int rowGroup, int column)
    {
        ColumnChunkMetadata chunk = Find(rowGroup, column).Chunk;
        return ReadIndex(rowGroup, column, chunk.OffsetIndexOffset, chunk.OffsetIndexLength, "offset index", PageIndexReader.ReadOffsetIndex);
    }

    /// <summary>Reads a chunk's Bloom filter.</summary>
    /// <param name="rowGroup">The row group, from 0.</param>
    /// <param name="column">The leaf column, from 0.</param>
    /// <returns>Null where the chunk has none, or one of an algorithm, hash or compression that is not read.</returns>
    /// <exception cref="ParquetFormatException">The filter is damaged.</exception>
    public BloomFilter? ReadBloomFilter(int rowGroup, int column)
    {
        (ColumnDescriptor descriptor, ColumnChunkMetadata chunk) = Find(rowGroup, column);
        if (chunk.BloomFilterOffset is not long offset || chunk.IsEncrypted)
        {
            return null;
        }

        var place = new Place(Name, rowGroup, descriptor.DottedPath, offset);
        long length = Math.Min(chunk.BloomFilterLength ?? long.MaxValue, FooterOffset - offset);
        using PooledBuffer head = ReadRange(place, offset, (int)Math.Clamp(length, int.MinValue, BloomFilterReader.MaximumHeaderBytes), "Bloom filter");
        try
        {
            int? byteCount = BloomFilterReader.ReadHeader(head.Span, offset, out int headerLength);
            if (byteCount is not int bitBytes)
            {
                return null;
            }

            byte[] bits = bitBytes <= length - headerLength
                ? new byte[bitBytes]
                : throw new ParquetFormatException($"a Bloom filter of {bitBytes} bytes with {length - headerLength} left");
            Source.ReadExactly(offset + headerLength, bits);
            return new BloomFilter(bits);
        }
        catch (ParquetFormatException e)
        {
            throw place.At(e);
        }
    }

    /// <summary>Closes the source.</summary>
    public void Dispose() => Source.Dispose();

    private static (FileMetadata Metadata, ParquetSchema Schema, long FooterOffset) ReadFooter(IRangeSource source, BufferPool pool, ParquetReaderOptions options)
    {
        long length = source.Length;
        if (length < MagicBytes + TailBytes)
        {
            throw new ParquetFormatException($"{length} bytes are no Parquet file; it has at least {MagicBytes + TailBytes}", source.Name, offset: 0);
        }

        Span<byte> head = stackalloc byte[MagicBytes];
        source.ReadExactly(0, head);
        CheckMagic(source.Name, head, 0);
        using PooledBuffer end = pool.Rent(Math.Min(length, FirstReadBytes));
        source.ReadExactly(length - end.Length, end.Span);
        CheckMagic(source.Name, end.Span[^MagicBytes..], length - MagicBytes);
        uint footerLength = BinaryPrimitives.ReadUInt32LittleEndian(end.Span[^TailBytes..]);
        long footerOffset = length - TailBytes - footerLength;
        if (footerOffset < MagicBytes)
        {
            throw new ParquetFormatException($"a footer of {footerLength} bytes in a file of {length}", source.Name, offset: length - TailBytes);
        }

        if (footerLength > options.MaximumFooterBytes)
        {
            throw new ParquetFormatException($"a footer of {footerLength} bytes; the limit is {options.MaximumFooterBytes}", source.Name, offset: length - TailBytes);
        }

        var reader = new FooterReader(source.Name, options);
        if (footerLength <= end.Length - TailBytes)
        {
            (FileMetadata metadata, ParquetSchema schema) = reader.Read(end.Span[^(int)(footerLength + TailBytes)..^TailBytes], footerOffset);
            return (metadata, schema, footerOffset);
        }

        using PooledBuffer footer = pool.Rent(footerLength);
        source.ReadExactly(footerOffset, footer.Span);
        (FileMetadata large, ParquetSchema largeSchema) = reader.Read(footer.Span, footerOffset);
        return (large, largeSchema, footerOffset);
    }

    private static void CheckMagic(string name, ReadOnlySpan<byte> found, long offset)
    {
        if (found.SequenceEqual("PARE"u8))
        {
            throw new ParquetFormatException("the file is encrypted (its footer is, magic PARE); encrypted files are not read", name, offset: offset);
        }

        if (!found.SequenceEqual("PAR1"u8))
        {
            throw new ParquetFormatException($"bytes {Convert.ToHexString(found)} where the magic PAR1 is expected: this is no Parquet file", name, offset: offset);
        }
    }

    /// <summary>Reads one of a chunk's two indexes; null where it has none.</summary>
    private TIndex? ReadIndex<TIndex>(int rowGroup, int column, long? start, int? size, string what, IndexReading<TIndex> read)
        where TIndex : class
    {
        (ColumnDescriptor descriptor, ColumnChunkMetadata chunk) = Find(rowGroup, column);
        if (start is not long offset || size is not int length || chunk.IsEncrypted)
        {
            return null;
        }

        var place = new Place(Name, rowGroup, descriptor.DottedPath, offset);
        using PooledBuffer bytes = ReadRange(place, offset, length, what);
        var reader = new CompactReader(bytes.Span, offset);
        try
        {
            return read(ref reader);
        }
        catch (ParquetFormatException e)
        {
            throw place.At(e);
        }
    }

    private (ColumnDescriptor Column, ColumnChunkMetadata Chunk) Find(int rowGroup, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowGroup);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rowGroup, Metadata.RowGroups.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Schema.Columns.Count);
        return (Schema.Columns[column], Metadata.RowGroups[rowGroup].Columns[column]);
    }

    private PooledBuffer ReadRange(Place place, long offset, int length, string what)
    {
        if (length < 0 || offset < MagicBytes || offset > FooterOffset || length > FooterOffset - offset)
        {
            throw place.At(new ParquetFormatException($"a {what} at byte {offset}, {length} bytes long; pages and indexes lie between bytes {MagicBytes} and {FooterOffset}"));
        }

        if (length > _options.MaximumIndexBytes)
        {
            throw place.At(new ParquetFormatException($"a {what} of {length} bytes; the limit is {_options.MaximumIndexBytes}"));
        }

        PooledBuffer bytes = _pool.Rent(length);
        try
        {
            Source.ReadExactly(offset, bytes.Span);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private delegate TIndex IndexReading<TIndex>(ref CompactReader reader);
}
