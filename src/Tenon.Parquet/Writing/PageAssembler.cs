using Tenon.Parquet.Compression;
using Tenon.Parquet.Encodings;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Writing;

/// <summary>Puts pages together: levels, room for the values, then compression, checksum and header. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// v1   compressed( length, repetition levels, length, definition levels, values )
/// v2   repetition levels, definition levels, compressed( values )
/// </code>
/// </remarks>
internal sealed unsafe class PageAssembler
{
    // The sizes in a page header have 31 bits; codecs need some room above the input.
    private const long MaximumPageBytes = int.MaxValue - (32 << 20);

    private readonly ColumnDescriptor _column;
    private readonly ColumnWriterOptions _options;
    private readonly BufferPool _pool;
    private readonly Codec _codec;
    private readonly CompactWriter _thrift = new(64);

    public PageAssembler(ColumnDescriptor column, ColumnWriterOptions options, BufferPool pool)
    {
        (_column, _options, _pool) = (column, options, pool);
        _codec = Codec.For(options.Codec);
        if (options.Level is int level && (level < _codec.MinimumLevel || level > _codec.MaximumLevel))
        {
            throw new ArgumentOutOfRangeException(nameof(options), level, $"codec {options.Codec} has levels {_codec.MinimumLevel} to {_codec.MaximumLevel}");
        }
    }

    /// <summary>Checks and encodes the levels of a data page and makes room for its values.</summary>
    /// <param name="rowCount">Rows.</param>
    /// <param name="repetition">Repetition levels, or empty.</param>
    /// <param name="definition">Definition levels, or empty.</param>
    /// <param name="valueCount">Values present.</param>
    /// <param name="maximumValueBytes">Room for the encoded values.</param>
    public PageDraft Begin(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int valueCount, long maximumValueBytes)
    {
        int levelCount = CheckLevels(rowCount, repetition, definition, valueCount);
        int repetitionWidth = HybridEncoder.WidthOf(_column.MaxRepetitionLevel);
        int definitionWidth = HybridEncoder.WidthOf(_column.MaxDefinitionLevel);
        long room = maximumValueBytes
            + (repetitionWidth == 0 ? 0 : 4 + HybridEncoder.MaximumBytes(levelCount, repetitionWidth))
            + (definitionWidth == 0 ? 0 : 4 + HybridEncoder.MaximumBytes(levelCount, definitionWidth));
        if (room > MaximumPageBytes)
        {
            throw new ArgumentException($"a page of column {_column.DottedPath} would take up to {room} bytes; at most {MaximumPageBytes} fit in a page");
        }

        PooledBuffer buffer = _pool.Rent(room);
        byte* at = buffer.Pointer;
        at = WriteLevels(repetition, repetitionWidth, at, out int repetitionBytes);
        at = WriteLevels(definition, definitionWidth, at, out int definitionBytes);
        return new PageDraft(buffer, at, rowCount, levelCount, levelCount - valueCount, repetitionBytes, definitionBytes);
    }

    /// <summary>Compresses a data page and gives it its header. Takes the draft's memory over.</summary>
    /// <param name="draft">From <see cref="Begin"/>, with the values written behind its levels.</param>
    /// <param name="end">The byte after the last value.</param>
    /// <param name="encoding">The encoding of the values.</param>
    /// <param name="unencodedByteArrayBytes">Bytes of byte arrays in it, if counted.</param>
    public StoredPage Complete(in PageDraft draft, byte* end, ParquetEncoding encoding, long? unencodedByteArrayBytes = null)
    {
        int length = checked((int)(end - draft.Buffer.Pointer));
        int levelBytes = _options.DataPageV2 ? draft.RepetitionBytes + draft.DefinitionBytes : 0;
        (PooledBuffer body, int stored, bool isCompressed) = Compress(draft.Buffer, length, levelBytes, encoding, isDictionary: false, _options.DataPageV2);
        var header = new PageHeader
        {
            Type = _options.DataPageV2 ? PageType.DataPageV2 : PageType.DataPage,
            UncompressedSize = length,
            CompressedSize = stored,
            Crc = CrcOf(body.Span[..stored]),
            ValueCount = draft.LevelCount,
            Encoding = encoding,
            RowCount = draft.RowCount,
            NullCount = draft.NullCount,
            DefinitionLevelsByteLength = draft.DefinitionBytes,
            RepetitionLevelsByteLength = draft.RepetitionBytes,
            IsCompressed = isCompressed,
        };
        return new StoredPage
        {
            Header = Serialise(header),
            Body = body,
            BodyLength = stored,
            UncompressedLength = length,
            Type = header.Type,
            Encoding = encoding,
            ValueCount = draft.LevelCount,
            RowCount = draft.RowCount,
            NullCount = draft.NullCount,
            UnencodedByteArrayBytes = unencodedByteArrayBytes,
        };
    }

    /// <summary>Compresses a dictionary and gives it its header. Takes the memory over.</summary>
    /// <param name="buffer">The entries in PLAIN form.</param>
    /// <param name="length">Bytes of them.</param>
    /// <param name="entryCount">Entries.</param>
    public StoredPage CompleteDictionary(PooledBuffer buffer, int length, int entryCount)
    {
        (PooledBuffer body, int stored, _) = Compress(buffer, length, 0, ParquetEncoding.Plain, isDictionary: true, isDataPageV2: false);
        var header = new PageHeader
        {
            Type = PageType.DictionaryPage,
            UncompressedSize = length,
            CompressedSize = stored,
            Crc = CrcOf(body.Span[..stored]),
            ValueCount = entryCount,
            Encoding = ParquetEncoding.Plain,
        };
        return new StoredPage
        {
            Header = Serialise(header),
            Body = body,
            BodyLength = stored,
            UncompressedLength = length,
            Type = PageType.DictionaryPage,
            Encoding = ParquetEncoding.Plain,
            ValueCount = entryCount,
        };
    }

    /// <summary>Copies a page as it is stored; only its header is made anew.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="body">Its body as stored.</param>
    /// <param name="rowCount">Rows; 0 for a dictionary.</param>
    /// <param name="nullCount">Nulls, if known.</param>
    /// <param name="valuesAreKnown">Whether what is said of the page comes from its values, not from its writer.</param>
    /// <param name="unencodedByteArrayBytes">Bytes of byte arrays in it, if counted.</param>
    public StoredPage Copy(PageHeader header, ReadOnlySpan<byte> body, int rowCount, long? nullCount, bool valuesAreKnown = false, long? unencodedByteArrayBytes = null)
    {
        if (body.Length != header.CompressedSize)
        {
            throw new ArgumentException($"a page of column {_column.DottedPath} has {body.Length} stored bytes; its header says {header.CompressedSize}", nameof(body));
        }

        // Page statistics go to the column index; the header's own would only say it again.
        byte[] rewritten = Serialise(header with { Crc = CrcOf(body), Statistics = null });
        PooledBuffer buffer = _pool.Rent(body.Length);
        body.CopyTo(buffer.Span);
        return new StoredPage
        {
            Header = rewritten,
            Body = buffer,
            BodyLength = body.Length,
            UncompressedLength = header.UncompressedSize,
            Type = header.Type,
            Encoding = header.Encoding,
            ValueCount = header.ValueCount,
            RowCount = rowCount,
            NullCount = nullCount,
            IsCopied = !valuesAreKnown,
            UnencodedByteArrayBytes = unencodedByteArrayBytes,
        };
    }

    /// <summary>Checks that levels, values and rows of a data page fit together.</summary>
    /// <returns>Level entries.</returns>
    public int CheckLevels(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int valueCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        int maxRepetition = _column.MaxRepetitionLevel;
        int maxDefinition = _column.MaxDefinitionLevel;
        int levelCount = maxDefinition == 0 ? valueCount : definition.Length;
        Require(maxDefinition > 0 || definition.IsEmpty, "definition levels", definition.Length, 0);
        Require(repetition.Length == (maxRepetition == 0 ? 0 : levelCount), "repetition levels", repetition.Length, maxRepetition == 0 ? 0 : levelCount);
        if (maxDefinition > 0)
        {
            RequireRange(definition, maxDefinition, "a definition level of");
            int present = definition.Count((byte)maxDefinition);
            Require(present == valueCount, "values", valueCount, present);
        }

        int rows = levelCount;
        if (maxRepetition > 0)
        {
            RequireRange(repetition, maxRepetition, "a repetition level of");
            Require(repetition.IsEmpty || repetition[0] == 0, "the first repetition level", repetition.IsEmpty ? 0 : repetition[0], 0);
            rows = repetition.Count((byte)0);
        }

        Require(rows == rowCount, "rows", rowCount, rows);
        return levelCount;
    }

    private void Require(bool condition, string what, int found, int expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"a page of column {_column.DottedPath}: {what} {found}, where {expected} is expected");
        }
    }

    private void RequireRange(ReadOnlySpan<byte> levels, int maximum, string what)
    {
        int outside = levels.IndexOfAnyExceptInRange((byte)0, (byte)maximum);
        Require(outside < 0, what, outside < 0 ? 0 : levels[outside], maximum);
    }

    private byte* WriteLevels(ReadOnlySpan<byte> levels, int width, byte* at, out int bytes)
    {
        bytes = 0;
        if (width == 0)
        {
            return at;
        }

        byte* begin = _options.DataPageV2 ? at : at + 4;
        byte* end;
        fixed (byte* first = levels)
        {
            end = HybridEncoder.Encode(first, levels.Length, width, begin);
        }

        bytes = (int)(end - begin);
        if (!_options.DataPageV2)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(at, 4), bytes);
        }

        return end;
    }

    private (PooledBuffer Body, int Length, bool IsCompressed) Compress(
        PooledBuffer raw, int length, int levelBytes, ParquetEncoding encoding, bool isDictionary, bool isDataPageV2)
    {
        if (_options.Codec == CompressionCodec.Uncompressed)
        {
            return (Fitting(raw, length), length, false);
        }

        int valueBytes = length - levelBytes;
        using PooledBuffer scratch = _pool.Rent(_codec.MaxCompressedLength(valueBytes));
        ReadOnlySpan<byte> values = raw.Span.Slice(levelBytes, valueBytes);
        int compressed = _options.LevelChoice is LevelChoice choice
            ? choice.Compress(_codec, _options.Level ?? _codec.DefaultLevel, encoding, isDictionary, values, scratch.Span)
            : _codec.Compress(values, scratch.Span, _options.Level);
        if (isDataPageV2 && compressed >= valueBytes)
        {
            return (Fitting(raw, length), length, false);
        }

        PooledBuffer body = _pool.Rent(levelBytes + compressed);
        raw.Span[..levelBytes].CopyTo(body.Span);
        scratch.Span[..compressed].CopyTo(body.Span[levelBytes..]);
        raw.Dispose();
        return (body, levelBytes + compressed, true);
    }

    // A block that is mostly room is exchanged for a fitting one: chunks wait in memory until their row group is written.
    private PooledBuffer Fitting(PooledBuffer raw, int length)
    {
        if (raw.Capacity - length <= length / 2)
        {
            return raw;
        }

        PooledBuffer body = _pool.Rent(length);
        raw.Span[..length].CopyTo(body.Span);
        raw.Dispose();
        return body;
    }

    private int? CrcOf(ReadOnlySpan<byte> body) => _options.WriteCrc ? unchecked((int)Crc32.Compute(body)) : null; // The field is signed, the sum is not.

    private byte[] Serialise(PageHeader header)
    {
        _thrift.Clear();
        PageHeaderWriter.Write(_thrift, header);
        return _thrift.Written.ToArray();
    }
}

/// <summary>A page whose levels are written and whose values come next.</summary>
internal readonly unsafe struct PageDraft
{
    public PageDraft(PooledBuffer buffer, byte* values, int rowCount, int levelCount, int nullCount, int repetitionBytes, int definitionBytes)
    {
        (Buffer, Values, RowCount, LevelCount) = (buffer, (nint)values, rowCount, levelCount);
        (NullCount, RepetitionBytes, DefinitionBytes) = (nullCount, repetitionBytes, definitionBytes);
    }

    public PooledBuffer Buffer { get; }

    /// <summary>Where the values begin.</summary>
    public nint Values { get; }

    public int RowCount { get; }

    public int LevelCount { get; }

    public int NullCount { get; }

    public int RepetitionBytes { get; }

    public int DefinitionBytes { get; }
}
