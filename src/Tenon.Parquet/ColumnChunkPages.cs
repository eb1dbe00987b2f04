using Tenon.Parquet.Compression;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet;

/// <summary>A cursor over the pages of one column chunk. Holds little memory between pages; can go back to a page it gave. Not thread-safe.</summary>
public sealed class ColumnChunkPages : IDisposable
{
    private readonly IRangeSource _source;
    private readonly BufferPool _pool;
    private readonly ParquetReaderOptions _options;
    private readonly Codec _codec;
    private readonly PageWindow _window;
    private readonly long _start;
    private readonly long _limit;
    private readonly bool _deniesCompression;
    private readonly bool _packsLevelsBackwards;
    private PageEntry? _dictionary;
    private bool _isOpened;
    private long _position;
    private long _firstValue;
    private int _ordinal;

    internal ColumnChunkPages(
        IRangeSource source, BufferPool pool, ParquetReaderOptions options, int rowGroup, ColumnDescriptor column, ColumnChunkMetadata chunk, long limit, bool deniesCompression,
        bool packsLevelsBackwards)
    {
        (_source, _pool, _options, RowGroup, Column, Chunk, _limit, _deniesCompression) = (source, pool, options, rowGroup, column, chunk, limit, deniesCompression);
        _packsLevelsBackwards = packsLevelsBackwards;
        _codec = Codec.For(chunk.Codec);
        _window = new PageWindow(source, pool);
        _position = _start = chunk.StartOffset;
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>The chunk's metadata.</summary>
    public ColumnChunkMetadata Chunk { get; }

    /// <summary>The row group, from 0.</summary>
    public int RowGroup { get; }

    /// <summary>Reads and decodes the dictionary page; the position among the data pages stays. The caller owns the result.</summary>
    /// <returns>Null where the chunk does not begin with a dictionary page.</returns>
    /// <exception cref="ParquetFormatException">The page is damaged.</exception>
    public DictionaryPage? ReadDictionary()
    {
        Open();
        if (_dictionary is not PageEntry entry)
        {
            return null;
        }

        PooledBuffer? body = null;
        try
        {
            body = ReadBody(entry);
            return new DictionaryPage(Column, entry.Header, body, _pool);
        }
        catch (ParquetFormatException e)
        {
            body?.Dispose();
            throw PlaceOf(entry.HeaderOffset).At(e);
        }
    }

    /// <summary>The dictionary page's header and place, for copying it as it is stored.</summary>
    /// <returns>False where the chunk does not begin with a dictionary page.</returns>
    /// <exception cref="ParquetFormatException">The first page header is damaged.</exception>
    public bool TryGetDictionary(out PageEntry page)
    {
        Open();
        page = _dictionary.GetValueOrDefault();
        return _dictionary is not null;
    }

    /// <summary>Reads the next data page's header and moves behind the page. Its body is not read. Index pages are passed over.</summary>
    /// <param name="page">The page.</param>
    /// <returns>False when all values of the chunk have been seen.</returns>
    /// <exception cref="ParquetFormatException">The header is damaged, or the pages hold more or fewer values than the chunk.</exception>
    public bool TryReadHeader(out PageEntry page)
    {
        Open();
        while (_firstValue < Chunk.ValueCount)
        {
            PageEntry entry = ReadEntry(_position);
            _position = entry.EndOffset;
            switch (entry.Header.Type)
            {
                case PageType.DataPage or PageType.DataPageV2:
                    if (entry.Header.ValueCount > Chunk.ValueCount - _firstValue)
                    {
                        throw PlaceOf(entry.HeaderOffset).At(new ParquetFormatException(
                            $"a page of {entry.Header.ValueCount} values after {_firstValue}, but the chunk has {Chunk.ValueCount}"));
                    }

                    page = entry;
                    _ordinal++;
                    _firstValue += entry.Header.ValueCount;
                    return true;
                case PageType.DictionaryPage:
                    throw PlaceOf(entry.HeaderOffset).At(new ParquetFormatException("a second dictionary page; a chunk has at most one, at its beginning"));
                default:
                    break; // Nobody writes index pages, and the format asks to pass over kinds it does not know.
            }
        }

        _window.Trim(long.MaxValue);
        page = default;
        return false;
    }

    /// <summary>Goes back or forward to a page this cursor gave: the next <see cref="TryReadHeader"/> gives it again.</summary>
    /// <param name="page">A data page of this chunk.</param>
    public void Seek(in PageEntry page)
    {
        Open();
        (_position, _ordinal, _firstValue) = (page.HeaderOffset, page.Ordinal, page.FirstValue);
    }

    /// <summary>Reads a page's body as it is stored: compressed, and with its checksum verified if that is asked for. The caller owns the result.</summary>
    /// <param name="page">A page of this chunk.</param>
    /// <exception cref="ParquetFormatException">The checksum differs, or the page exceeds the limit.</exception>
    public PooledBuffer ReadStored(in PageEntry page)
    {
        try
        {
            CheckSizes(page.Header);
            PooledBuffer stored = _pool.Rent(page.Header.CompressedSize);
            try
            {
                FillStored(page, stored.Span);
                CheckCrc(page.Header, stored.Span);
                return stored;
            }
            catch
            {
                stored.Dispose();
                throw;
            }
        }
        catch (ParquetFormatException e)
        {
            throw PlaceOf(page.HeaderOffset).At(e);
        }
    }

    /// <summary>Reads a data page: body loaded, checksum verified, decompressed, levels located. The caller owns the result.</summary>
    /// <param name="page">A data page of this chunk.</param>
    /// <exception cref="ParquetFormatException">The page is damaged, exceeds the limit, or uses what is not read.</exception>
    public DataPage ReadPage(in PageEntry page)
    {
        PooledBuffer? body = null;
        try
        {
            body = ReadBody(page);
            return new DataPage(Column, page, body, PlaceOf(page.HeaderOffset), _pool, _options);
        }
        catch (ParquetFormatException e)
        {
            body?.Dispose();
            throw PlaceOf(page.HeaderOffset).At(e);
        }
    }

    /// <summary>Gives the memory of the read-ahead back. The source stays open: it is the file's.</summary>
    public void Dispose() => _window.Dispose();

    // The first page decides whether there is a dictionary, not the footer: some writers forget its offset or store 0.
    private void Open()
    {
        if (_isOpened)
        {
            return;
        }

        if (Chunk.ValueCount > 0)
        {
            PageEntry first = ReadEntry(_start);
            if (first.Header.Type == PageType.DictionaryPage)
            {
                _dictionary = first with { Ordinal = -1 };

                // Padding between the dictionary and the first data page, if any, is passed over.
                _position = Math.Max(first.EndOffset, Chunk.DataPageOffset);
            }
        }

        _isOpened = true;
    }

    private PageEntry ReadEntry(long offset)
    {
        try
        {
            if (offset >= _limit)
            {
                throw new ParquetFormatException($"the pages hold {_firstValue} values, but the chunk has {Chunk.ValueCount}");
            }

            (PageHeader header, int length) = ReadHeader(offset);
            if (_packsLevelsBackwards && HasPackedLevels(header))
            {
                throw new ParquetFormatException("levels in encoding BIT_PACKED in a file of Impala, which packed their bits in another order than the format's; they are not read");
            }

            long left = _limit - offset - length;
            return header.CompressedSize <= left
                ? new PageEntry(header, offset, length, _ordinal, _firstValue)
                : throw new ParquetFormatException($"a page of {header.CompressedSize} bytes with {left} left in the chunk");
        }
        catch (ParquetFormatException e)
        {
            throw PlaceOf(offset).At(e);
        }
    }

    private bool HasPackedLevels(PageHeader header) => header.Type == PageType.DataPage
        && ((Column.MaxDefinitionLevel > 0 && header.DefinitionLevelEncoding == ParquetEncoding.BitPacked)
            || (Column.MaxRepetitionLevel > 0 && header.RepetitionLevelEncoding == ParquetEncoding.BitPacked));

    // A header's length is known only once it is read: where it seems cut short, more is loaded, up to the limit.
    private (PageHeader Header, int Length) ReadHeader(long offset)
    {
        ReadOnlySpan<byte> ahead = _window.Peek(offset);
        int wanted = 64;
        while (true)
        {
            long available = Math.Min(_limit - offset, _options.MaximumPageHeaderBytes);
            if (ahead.Length < Math.Min(wanted, available))
            {
                ahead = _window.Load(offset, (int)Math.Min(wanted, available), _limit);
            }

            try
            {
                var reader = new CompactReader(ahead, offset);
                PageHeader header = PageHeaderReader.Read(ref reader);
                return (_deniesCompression && !header.IsCompressed ? header with { IsCompressed = true } : header, reader.Position); // Copies say so, too.
            }
            catch (ParquetFormatException) when (ahead.Length < available)
            {
                wanted = Math.Max(checked(ahead.Length * 4), 4096);
            }
        }
    }

    private void CheckSizes(PageHeader header)
    {
        if (Math.Max(header.CompressedSize, header.UncompressedSize) > _options.MaximumPageBytes)
        {
            throw new ParquetFormatException($"a page of {header.CompressedSize} bytes, {header.UncompressedSize} uncompressed; the limit is {_options.MaximumPageBytes}");
        }
    }

    private void CheckCrc(PageHeader header, ReadOnlySpan<byte> stored)
    {
        if (_options.VerifyChecksums && header.Crc is int expected)
        {
            int found = unchecked((int)Crc32.Compute(stored)); // The field is the same 32 bits, signed.
            if (found != expected)
            {
                throw new ParquetFormatException($"the page's checksum is {found:x8}, its header says {expected:x8}");
            }
        }
    }

    private void FillStored(in PageEntry page, Span<byte> destination)
    {
        ReadOnlySpan<byte> ahead = _window.Peek(page.BodyOffset);
        int copied = Math.Min(ahead.Length, destination.Length);
        ahead[..copied].CopyTo(destination);
        if (copied < destination.Length)
        {
            _source.ReadExactly(page.BodyOffset + copied, destination[copied..]);
            _window.NoteLargePage();
        }

        _window.Trim(page.EndOffset);
    }

    private PooledBuffer ReadBody(in PageEntry page)
    {
        CheckSizes(page.Header);
        int levelBytes = 0;
        bool isCompressed = Chunk.Codec != CompressionCodec.Uncompressed;
        if (page.Header.Type == PageType.DataPageV2)
        {
            // A v2 page has its levels uncompressed in front, and may leave its values uncompressed too.
            isCompressed &= page.Header.IsCompressed;
            long levels = (long)page.Header.DefinitionLevelsByteLength + page.Header.RepetitionLevelsByteLength;
            if (levels > Math.Min(page.Header.CompressedSize, page.Header.UncompressedSize))
            {
                throw new ParquetFormatException($"levels of {levels} bytes in a page of {page.Header.CompressedSize}, {page.Header.UncompressedSize} uncompressed");
            }

            levelBytes = (int)levels;
        }

        ReadOnlySpan<byte> ahead = _window.Peek(page.BodyOffset);
        if (isCompressed && ahead.Length >= page.Header.CompressedSize)
        {
            PooledBuffer direct = Decompress(page.Header, ahead[..page.Header.CompressedSize], levelBytes);
            _window.Trim(page.EndOffset);
            return direct;
        }

        PooledBuffer stored = _pool.Rent(page.Header.CompressedSize);
        bool keep = false;
        try
        {
            FillStored(page, stored.Span);
            if (isCompressed)
            {
                return Decompress(page.Header, stored.Span, levelBytes);
            }

            CheckCrc(page.Header, stored.Span);
            if (page.Header.UncompressedSize != page.Header.CompressedSize)
            {
                throw new ParquetFormatException($"an uncompressed page of {page.Header.CompressedSize} bytes says it has {page.Header.UncompressedSize}");
            }

            keep = true;
            return stored;
        }
        finally
        {
            if (!keep)
            {
                stored.Dispose();
            }
        }
    }

    private PooledBuffer Decompress(PageHeader header, ReadOnlySpan<byte> stored, int levelBytes)
    {
        CheckCrc(header, stored);
        ReadOnlySpan<byte> values = stored[levelBytes..];
        int length = header.UncompressedSize - levelBytes;
        Expansion.Check(Chunk.Codec, values.Length, length);
        PooledBuffer body = _pool.Rent(header.UncompressedSize);
        try
        {
            stored[..levelBytes].CopyTo(body.Span);
            if (length > 0 || values.Length > 0)
            {
                _codec.Decompress(values, body.Span[levelBytes..]);
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private Place PlaceOf(long offset) => new(_source.Name, RowGroup, Column.DottedPath, offset);
}
