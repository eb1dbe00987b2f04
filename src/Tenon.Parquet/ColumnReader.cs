using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet;

/// <summary>Reads one column in batches of levels and values, from its first row group to its last. Not thread-safe.</summary>
/// <remarks>
/// Encodings, dictionaries, pages and row groups do not show: values are what the column holds, in file order. A batch never
/// crosses a page, so batches differ in length. Memory is one page, its dictionary and one batch, whatever the column's length.
/// <code>
/// using var reader = new ColumnReader(file, column: 0, pool);
/// while (reader.ReadBatch())
/// {
///     ReadOnlySpan&lt;long&gt; values = reader.Values&lt;long&gt;(); // As many as definition levels are at the maximum.
/// }
/// </code>
/// </remarks>
public sealed class ColumnReader : IDisposable
{
    /// <summary>Level entries of a batch, unless another number is asked for.</summary>
    public const int DefaultBatchLevels = 4096;

    // Wide fixed-length values make a batch shorter, so that it stays within a few megabytes.
    private const int LargestBatchBytes = 4 << 20;

    private readonly ParquetFile _file;
    private readonly BufferPool _pool;
    private readonly int _column;
    private readonly int _batchLevels;
    private readonly int _lastRowGroup;
    private readonly byte[] _repetition;
    private readonly byte[] _definition;
    private int _rowGroup;
    private ColumnChunkPages? _pages;
    private DictionaryPage? _dictionary;
    private DataPage? _page;
    private PooledBuffer? _indices;
    private PooledBuffer? _values;
    private long _rows;

    /// <summary>A reader at the column's beginning.</summary>
    /// <param name="file">The file; must stay open.</param>
    /// <param name="column">The leaf column, from 0.</param>
    /// <param name="pool">Where memory for batches comes from.</param>
    /// <param name="firstRowGroup">The first row group to read, from 0.</param>
    /// <param name="rowGroupCount">How many row groups; null for all that follow.</param>
    /// <param name="batchLevels">Most level entries of a batch, 1 or more.</param>
    public ColumnReader(ParquetFile file, int column, BufferPool pool, int firstRowGroup = 0, int? rowGroupCount = null, int batchLevels = DefaultBatchLevels)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, file.Schema.Columns.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRowGroup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRowGroup, file.Metadata.RowGroups.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchLevels);
        int left = file.Metadata.RowGroups.Count - firstRowGroup;
        ArgumentOutOfRangeException.ThrowIfNegative(rowGroupCount ?? 0, nameof(rowGroupCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowGroupCount ?? left, left, nameof(rowGroupCount));
        (_file, _column, _pool) = (file, column, pool);
        Column = file.Schema.Columns[column];
        _rowGroup = firstRowGroup;
        _lastRowGroup = firstRowGroup + (rowGroupCount ?? left);
        _batchLevels = Column.ValueWidth == 0 ? batchLevels : Math.Clamp(LargestBatchBytes / Column.ValueWidth, 1, batchLevels);
        _repetition = new byte[Column.MaxRepetitionLevel > 0 ? _batchLevels : 0];
        _definition = new byte[Column.MaxDefinitionLevel > 0 ? _batchLevels : 0];
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>The row group of the batch.</summary>
    public int RowGroup { get; private set; }

    /// <summary>Level entries of the batch: values, nulls and empty lists.</summary>
    public int LevelCount { get; private set; }

    /// <summary>Values of the batch: entries whose definition level is the maximum.</summary>
    public int ValueCount { get; private set; }

    /// <summary>The repetition levels of the batch; empty where the maximum is 0.</summary>
    public ReadOnlySpan<byte> RepetitionLevels => _repetition.AsSpan(0, Column.MaxRepetitionLevel > 0 ? LevelCount : 0);

    /// <summary>The definition levels of the batch; empty where the maximum is 0.</summary>
    public ReadOnlySpan<byte> DefinitionLevels => _definition.AsSpan(0, Column.MaxDefinitionLevel > 0 ? LevelCount : 0);

    /// <summary>The values of a fixed-width column, <see cref="ColumnDescriptor.ValueWidth"/> bytes each as the format stores them. Valid until the next batch.</summary>
    public ReadOnlySpan<byte> Fixed => Column.ValueWidth == 0 || _values is null ? [] : _values.Span[..(ValueCount * Column.ValueWidth)];

    /// <summary>The values of a byte-array column. Valid until the next batch.</summary>
    public ReadOnlySpan<ByteArrayRef> ByteArrays => Column.Type != PhysicalType.ByteArray || _values is null ? [] : _values.SpanOf<ByteArrayRef>()[..ValueCount];

    /// <summary>The values of a fixed-width column as numbers: <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, or <see cref="byte"/> for booleans.</summary>
    /// <typeparam name="T">A type of the column's width.</typeparam>
    /// <exception cref="InvalidOperationException">The column's width is another.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == Column.ValueWidth
            ? MemoryMarshal.Cast<byte, T>(Fixed)
            : throw new InvalidOperationException($"column {Column.DottedPath} has values of {Column.ValueWidth} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}");

    /// <summary>Reads the next batch. What the last one gave is then gone.</summary>
    /// <returns>False behind the last row group.</returns>
    /// <exception cref="ParquetFormatException">The file is damaged or uses what is not read.</exception>
    public bool ReadBatch()
    {
        (LevelCount, ValueCount) = (0, 0);
        while (_page is null || _page.RemainingLevels == 0)
        {
            if (!NextPage())
            {
                return false;
            }
        }

        int levels = Math.Min(_batchLevels, _page.RemainingLevels);
        int values = _page.ReadLevels(
            levels,
            _repetition.AsSpan(0, Column.MaxRepetitionLevel > 0 ? levels : 0),
            _definition.AsSpan(0, Column.MaxDefinitionLevel > 0 ? levels : 0));
        ReadValues(_page, values);
        _rows += Column.MaxRepetitionLevel > 0 ? _repetition.AsSpan(0, levels).Count((byte)0) : levels;
        (LevelCount, ValueCount) = (levels, values);
        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _page?.Dispose();
        _dictionary?.Dispose();
        _pages?.Dispose();
        _indices?.Dispose();
        _values?.Dispose();
        (_page, _dictionary, _pages, _indices, _values) = (null, null, null, null, null);
        _rowGroup = _lastRowGroup;
    }

    private bool NextPage()
    {
        _page?.Dispose();
        _page = null;
        while (true)
        {
            if (_pages is not null)
            {
                if (_pages.TryReadHeader(out PageEntry entry))
                {
                    KeepDictionaryFor(entry);
                    _page = _pages.ReadPage(entry);
                    return true;
                }

                CheckRows();
                _pages.Dispose();
                _pages = null;
                _dictionary?.Dispose();
                _dictionary = null;
            }

            if (_rowGroup == _lastRowGroup)
            {
                return false;
            }

            RowGroup = _rowGroup;
            _pages = _file.OpenColumn(_rowGroup++, _column);
        }
    }

    // For a flat column the footer was held against itself; how many rows lists make shows only here.
    private void CheckRows()
    {
        long expected = _file.Metadata.RowGroups[RowGroup].RowCount;
        if (_rows != expected)
        {
            throw new ParquetFormatException($"the column has {_rows} rows, the row group {expected}", _file.Name, RowGroup, Column.DottedPath, _pages?.Chunk.StartOffset);
        }

        _rows = 0;
    }

    // Writers that leave the dictionary do not come back to it, so it need not be held beside the pages that follow.
    private void KeepDictionaryFor(in PageEntry entry)
    {
        if (entry.Header.Encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary)
        {
            _dictionary ??= _pages!.ReadDictionary(); // The page came from there.
        }
        else
        {
            _dictionary?.Dispose();
            _dictionary = null;
        }
    }

    private void ReadValues(DataPage page, int count)
    {
        int width = Column.ValueWidth;
        if (page.IsDictionaryEncoded)
        {
            if (_dictionary is null && count > 0)
            {
                throw new ParquetFormatException("a page has dictionary indices, the chunk no dictionary", _file.Name, RowGroup, Column.DottedPath, _pages?.Chunk.StartOffset);
            }

            Span<int> indices = Grow(ref _indices, sizeof(int) * (long)_batchLevels).SpanOf<int>()[..count];
            page.ReadIndices(indices, _dictionary?.Count ?? 0);
            if (width == 0)
            {
                Gather(_dictionary is null ? [] : _dictionary.ByteArrays, indices, Arrays());
            }
            else if (_dictionary is not null)
            {
                Gather(_dictionary.Fixed, indices, width, Bytes());
            }
        }
        else if (width == 0)
        {
            page.ReadByteArrays(Arrays()[..count]);
        }
        else if (count > 0)
        {
            // A page shorter than one value cannot hold it in any encoding but one: refused before memory is taken for it.
            if (width > page.ValueBytes && width > sizeof(double))
            {
                page.SkipValues(count);
            }

            page.ReadFixed(Bytes()[..(count * width)]);
        }
    }

    private Span<byte> Bytes() => Grow(ref _values, (long)_batchLevels * Column.ValueWidth).Span;

    private Span<ByteArrayRef> Arrays() => Grow(ref _values, (long)_batchLevels * Unsafe.SizeOf<ByteArrayRef>()).SpanOf<ByteArrayRef>();

    private PooledBuffer Grow(ref PooledBuffer? buffer, long bytes) => buffer ??= _pool.Rent(bytes);

    private static void Gather(ReadOnlySpan<ByteArrayRef> dictionary, ReadOnlySpan<int> indices, Span<ByteArrayRef> to)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            to[i] = dictionary[indices[i]];
        }
    }

    private static void Gather(ReadOnlySpan<byte> dictionary, ReadOnlySpan<int> indices, int width, Span<byte> to)
    {
        switch (width)
        {
            case 4:
                Gather(MemoryMarshal.Cast<byte, uint>(dictionary), indices, MemoryMarshal.Cast<byte, uint>(to));
                break;
            case 8:
                Gather(MemoryMarshal.Cast<byte, ulong>(dictionary), indices, MemoryMarshal.Cast<byte, ulong>(to));
                break;
            default:
                for (int i = 0; i < indices.Length; i++)
                {
                    dictionary.Slice(indices[i] * width, width).CopyTo(to[(i * width)..]);
                }

                break;
        }
    }

    private static void Gather<T>(ReadOnlySpan<T> dictionary, ReadOnlySpan<int> indices, Span<T> to)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            to[i] = dictionary[indices[i]];
        }
    }
}
