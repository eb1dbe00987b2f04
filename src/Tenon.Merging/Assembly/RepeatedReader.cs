using Tenon.Merging.Content;
using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Assembly;

/// <summary>Reads whole rows of a repeated column of one input. A row ends where the next begins, so it reads ahead by part of a page.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed unsafe class RepeatedReader : IDisposable
{
    private const int SliceLevels = 1024;

    private readonly ColumnCursor _cursor;
    private readonly string _file;
    private readonly byte[]? _translation;
    private readonly byte[] _presentNodes;
    private readonly CellHash _hash;
    private readonly int _width;
    private readonly int _valueSize;
    private readonly int _maximum;
    private readonly PooledBuffer _repetition;
    private readonly PooledBuffer _definition;
    private readonly PooledBuffer _values;
    private readonly PooledBuffer _indices;
    private SharedPage? _page;
    private ChunkDictionary? _dictionary;
    private int _count;
    private int _at;
    private int _valueAt;

    /// <param name="file">The input.</param>
    /// <param name="source">Where the column is; present.</param>
    /// <param name="presentNodes">Present nodes for each definition level of the output.</param>
    /// <param name="hash">The column's cell hash.</param>
    /// <param name="pool">Where buffers live.</param>
    public RepeatedReader(ParquetFile file, ColumnSource source, byte[] presentNodes, CellHash hash, BufferPool pool)
    {
        _file = file.Name;
        _cursor = new ColumnCursor(file, source.Leaf, pool);
        (_translation, _presentNodes, _hash) = (source.Levels, presentNodes, hash);
        _width = _cursor.Column.ValueWidth;
        _valueSize = _width == 0 ? sizeof(ByteArrayRef) : _width;
        _maximum = _cursor.Column.MaxDefinitionLevel;
        _repetition = pool.Rent(SliceLevels);
        _definition = pool.Rent(SliceLevels);
        _values = pool.Rent((long)SliceLevels * _valueSize);
        _indices = pool.Rent((long)SliceLevels * sizeof(int));
    }

    public void Evict() => _cursor.Evict();

    public void SkipRowGroup(int rowGroup) => _cursor.SkipRowGroup(rowGroup);

    /// <summary>Appends rows to the frame.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="frame">Where to.</param>
    /// <param name="rowHashes">The rows' sums of cell hashes, to be added to; or null.</param>
    public void Read(int rows, RepeatedFrame frame, ulong* rowHashes)
    {
        for (int row = 0; row < rows; row++)
        {
            if (!HasEntry())
            {
                throw new ParquetFormatException($"the column ends {rows - row} rows early", _file, _cursor.RowGroup, _cursor.Column.DottedPath);
            }

            if (_repetition.Pointer[_at] != 0)
            {
                throw new ParquetFormatException(
                    $"a row begins with repetition level {_repetition.Pointer[_at]}; 0 is expected", _file, _cursor.RowGroup, _cursor.Column.DottedPath);
            }

            frame.BeginRow();
            ulong hash = ReadRow(frame);
            if (rowHashes is not null)
            {
                // Overflow is the point: row hashes are sums modulo 2^64.
                rowHashes[row] = unchecked(rowHashes[row] + hash);
            }
        }
    }

    public void Dispose()
    {
        Unpin();
        _cursor.Dispose();
        _repetition.Dispose();
        _definition.Dispose();
        _values.Dispose();
        _indices.Dispose();
    }

    private ulong ReadRow(RepeatedFrame frame)
    {
        ulong state = 0;
        int entries = 0;
        int nodes = 0;
        do
        {
            byte level = _definition.Pointer[_at];
            bool isPresent = level == _maximum;
            byte outLevel = _translation is null ? level : _translation[level];
            byte repetition = _repetition.Pointer[_at];
            byte* value = _values.Pointer + ((long)_valueAt * _valueSize);
            nodes = _presentNodes[outLevel];
            state = _hash.Entry(state, repetition, nodes, isPresent ? HashOf(value) : 0);
            frame.Add(repetition, outLevel, isPresent ? value : null, _page, _dictionary);
            entries++;
            _at++;
            _valueAt += isPresent ? 1 : 0;
        }
        while (!IsAtEndOfRowGroup && HasEntry() && _repetition.Pointer[_at] != 0);
        return entries == 1 && nodes == 0 ? 0 : state; // A null at the top counts like an absent column.
    }

    /// <summary>A row never goes on in the next row group, which may not be looked into: it may be copied, not read.</summary>
    private bool IsAtEndOfRowGroup => _at == _count && _cursor.IsAtEndOfRowGroup;

    private ulong HashOf(byte* value) => _width switch
    {
        0 => _hash.Bytes(((ByteArrayRef*)value)->Span),
        8 => _hash.Fixed(*(ulong*)value),
        4 => _hash.Fixed(*(uint*)value),
        1 => _hash.Fixed(*value),
        < 8 => _hash.Fixed(ChunkDictionary.Widen(new ReadOnlySpan<byte>(value, _width))),
        _ => _hash.Bytes(new ReadOnlySpan<byte>(value, _width)),
    };

    private bool HasEntry()
    {
        if (_at < _count)
        {
            return true;
        }

        Unpin();
        _count = _cursor.Available(SliceLevels);
        (_at, _valueAt) = (0, 0);
        if (_count == 0)
        {
            return false;
        }

        ValueForm form = _cursor.Form;
        if (form == ValueForm.Indices)
        {
            int present = _cursor.Read(_count, _repetition.Pointer, _definition.Pointer, _indices.Pointer);
            LookUp(present);
        }
        else
        {
            _cursor.Read(_count, _repetition.Pointer, _definition.Pointer, _values.Pointer);
            _page = form == ValueForm.Bytes ? _cursor.CurrentPage.Acquire() : null;
        }

        return true;
    }

    private void LookUp(int present)
    {
        ChunkDictionary dictionary = _cursor.Dictionary!; // The form says that there is one.
        _dictionary = _width == 0 ? dictionary.Acquire() : null;
        var indices = (int*)_indices.Pointer;
        for (int i = 0; i < present; i++)
        {
            if (_width == 0)
            {
                ((ByteArrayRef*)_values.Pointer)[i] = dictionary.Ref(indices[i]);
            }
            else
            {
                dictionary.Bytes(indices[i]).CopyTo(new Span<byte>(_values.Pointer + ((long)i * _width), _width));
            }
        }
    }

    private void Unpin()
    {
        _page?.Release();
        _dictionary?.Release();
        (_page, _dictionary) = (null, null);
    }
}
