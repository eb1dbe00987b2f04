using System.Numerics;
using System.Runtime.InteropServices;
using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet;

/// <summary>One decompressed data page, decoded step by step. Keeps its position; not thread-safe; owns its buffer.</summary>
/// <remarks>
/// Levels and values advance apart from each other: read n levels, then as many values as <see cref="ReadLevels"/> counted.
/// Every read throws <see cref="ParquetFormatException"/> where the page is damaged or has fewer values.
/// </remarks>
public sealed unsafe partial class DataPage : IDisposable
{
    private readonly BufferPool _pool;
    private readonly Place _place;
    private readonly byte _maximumDefinition;
    private readonly bool _hasRepetition;
    private readonly bool _beginsChunk;
    private readonly long _levelBytes;
    private PooledBuffer _body;
    private ValueDecoder _values;
    private LevelDecoder _repetition;
    private LevelDecoder _definition;

    // Takes over the body on success only.
    internal DataPage(ColumnDescriptor column, in PageEntry entry, PooledBuffer body, Place place, BufferPool pool, ParquetReaderOptions options)
    {
        PageHeader header = entry.Header;
        (Column, Header, _body, _place, _pool) = (column, header, body, place, pool);
        RemainingLevels = LevelCount = header.ValueCount;
        _maximumDefinition = (byte)column.MaxDefinitionLevel;
        _hasRepetition = column.MaxRepetitionLevel > 0;
        _beginsChunk = entry.FirstValue == 0;
        byte* source = body.Pointer;
        long length = body.Length;
        if (header.Type == PageType.DataPageV2)
        {
            long levelBytes = (long)header.RepetitionLevelsByteLength + header.DefinitionLevelsByteLength;
            if (levelBytes > length)
            {
                throw new ParquetFormatException($"levels of {levelBytes} bytes in a page of {length}");
            }

            if (_hasRepetition)
            {
                _repetition = LevelDecoder.ForV2(column.MaxRepetitionLevel, source, header.RepetitionLevelsByteLength);
            }

            if (_maximumDefinition > 0)
            {
                _definition = LevelDecoder.ForV2(_maximumDefinition, source + header.RepetitionLevelsByteLength, header.DefinitionLevelsByteLength);
            }

            source += levelBytes;
            length -= levelBytes;
        }
        else
        {
            long consumed;
            if (_hasRepetition)
            {
                _repetition = LevelDecoder.ForV1(column.MaxRepetitionLevel, header.RepetitionLevelEncoding, LevelCount, source, length, out consumed);
                source += consumed;
                length -= consumed;
            }

            if (_maximumDefinition > 0)
            {
                _definition = LevelDecoder.ForV1(_maximumDefinition, header.DefinitionLevelEncoding, LevelCount, source, length, out consumed);
                source += consumed;
                length -= consumed;
            }
        }

        ValueBytes = length;
        _levelBytes = source - body.Pointer;
        _values = DecoderFactory.Create(column, header.Encoding, source, length, pool, options.MaximumPageBytes);
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>The page's header.</summary>
    public PageHeader Header { get; }

    /// <summary>Level entries of the page: values and nulls. For a column without levels, values.</summary>
    public int LevelCount { get; }

    /// <summary>Level entries not yet read.</summary>
    public int RemainingLevels { get; private set; }

    /// <summary>The encoding of the values.</summary>
    public ParquetEncoding Encoding => Header.Encoding;

    /// <summary>Whether the values are indices of the chunk's dictionary.</summary>
    public bool IsDictionaryEncoded => Header.Encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary;

    /// <summary>Bytes of the values section, decompressed and still encoded.</summary>
    public long ValueBytes { get; }

    /// <summary>Bytes of memory held.</summary>
    public long MemoryBytes => _body.Capacity + _values.MemoryBytes;

    /// <summary>Reads the next level entries.</summary>
    /// <param name="n">How many, at most <see cref="RemainingLevels"/>.</param>
    /// <param name="repetition">Of length n; empty where the column's maximum repetition level is 0.</param>
    /// <param name="definition">Of length n; empty where the column's maximum definition level is 0.</param>
    /// <returns>Entries whose definition level is the maximum: the values to read next.</returns>
    /// <exception cref="ArgumentException">A span has another length, or <paramref name="n"/> is out of range.</exception>
    /// <exception cref="ParquetFormatException">The levels are damaged.</exception>
    public int ReadLevels(int n, Span<byte> repetition, Span<byte> definition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, RemainingLevels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(repetition.Length, _hasRepetition ? n : 0, nameof(repetition));
        ArgumentOutOfRangeException.ThrowIfNotEqual(definition.Length, _maximumDefinition > 0 ? n : 0, nameof(definition));
        _ = _body.Pointer; // Fails where the page was disposed.
        try
        {
            if (_hasRepetition)
            {
                _repetition.Read(repetition);
                if (_beginsChunk && RemainingLevels == LevelCount && n > 0 && repetition[0] != 0)
                {
                    throw new ParquetFormatException($"the column chunk begins inside a list: its first repetition level is {repetition[0]}, 0 is expected");
                }
            }

            int present = n;
            if (_maximumDefinition > 0)
            {
                _definition.Read(definition);
                present = definition.Count(_maximumDefinition);
            }

            RemainingLevels -= n;
            return present;
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    /// <summary>Reads the next dictionary indices.</summary>
    /// <param name="destination">Filled whole.</param>
    /// <param name="dictionaryCount">Entries of the dictionary: every index is checked to be below.</param>
    /// <exception cref="InvalidOperationException">The page is not dictionary-encoded.</exception>
    /// <exception cref="ParquetFormatException">The page is damaged, has fewer values, or an index is out of range.</exception>
    public void ReadIndices(Span<int> destination, int dictionaryCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dictionaryCount);
        _ = _body.Pointer; // Fails where the page was disposed.
        try
        {
            _values.ReadIndices(destination, dictionaryCount);
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    /// <summary>Reads the next values of a fixed-width type.</summary>
    /// <param name="destination">Filled whole with values of <see cref="ColumnDescriptor.ValueWidth"/> bytes, little-endian as the format stores them; booleans one byte each, 0 or 1.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the width.</exception>
    /// <exception cref="InvalidOperationException">The page is dictionary-encoded, or its column of another type.</exception>
    /// <exception cref="ParquetFormatException">The page is damaged or has fewer values.</exception>
    public void ReadFixed(Span<byte> destination)
    {
        if (Column.ValueWidth == 0 || destination.Length % Column.ValueWidth != 0)
        {
            throw new ArgumentException($"{destination.Length} bytes of destination for values of {Column.ValueWidth}", nameof(destination));
        }

        _ = _body.Pointer; // Fails where the page was disposed.
        try
        {
            _values.ReadFixed(destination);
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    /// <summary>Reads the next byte arrays. They lie in memory that lives as long as the page.</summary>
    /// <param name="destination">Filled whole. Each value has its length in four little-endian bytes before its pointer, so that this is its PLAIN form.</param>
    /// <exception cref="InvalidOperationException">The page is dictionary-encoded, or its column of another type.</exception>
    /// <exception cref="ParquetFormatException">The page is damaged, has fewer values, or its values take more than the limit when rebuilt from deltas.</exception>
    public void ReadByteArrays(Span<ByteArrayRef> destination)
    {
        _ = _body.Pointer; // Fails where the page was disposed.
        try
        {
            _values.ReadByteArrays(destination);
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    /// <summary>Passes over values.</summary>
    /// <param name="n">How many, 0 or more.</param>
    /// <exception cref="ParquetFormatException">The page is damaged or has fewer values.</exception>
    public void SkipValues(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        _ = _body.Pointer; // Fails where the page was disposed.
        try
        {
            _values.Skip(n);
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    /// <summary>Keeps the values that were not read yet in less memory, if that makes much of a difference: plain ones of 4 or 8 bytes of which many are
    /// equal to the one before.</summary>
    /// <returns>Whether it did. What is read does not depend on it.</returns>
    public bool TryCompact() => (_values as PlainFixedDecoder, Column.ValueWidth) switch
    {
        (PlainFixedDecoder plain, sizeof(ulong)) => TryPackRuns<ulong>(plain),
        (PlainFixedDecoder plain, sizeof(uint)) => TryPackRuns<uint>(plain),
        _ => false,
    };

    /// <summary>Gives the memory back; what <see cref="ReadByteArrays"/> gave is then gone.</summary>
    public void Dispose()
    {
        _values.Dispose();
        _body.Dispose();
    }

    private bool TryPackRuns<T>(PlainFixedDecoder plain)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<byte> rest = plain.Rest;
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(rest);
        long bytes = PlainRuns<T>.SizeOf(values);
        if (bytes > _body.Length / 4 * 3)
        {
            return false;
        }

        int begin = (int)((_levelBytes + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong));
        PooledBuffer body = _pool.Rent(begin + bytes);
        _body.Span[..(int)_levelBytes].CopyTo(body.Span);
        PlainRuns<T> packed = PlainRuns<T>.Pack(values, body.Span[begin..]);
        var distance = (nint)(body.Pointer - _body.Pointer);
        _repetition.Move(distance);
        _definition.Move(distance);
        _values.Dispose();
        _body.Dispose();
        (_values, _body) = (packed, body);
        return true;
    }
}
