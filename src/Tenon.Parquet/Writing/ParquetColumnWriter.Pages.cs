using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <content>How rows become pages, and pages a chunk.</content>
public sealed partial class ParquetColumnWriter
{
    internal EncodedColumnChunk EndChunk()
    {
        FlushPage();
        using ColumnChunkWriter chunk = Chunk();
        DictionaryBuilder? dictionary = _indexPages > 0 ? _dictionary : null;
        PooledBuffer? references = null;
        try
        {
            return chunk.Finish(dictionary?.Values(out references));
        }
        finally
        {
            references?.Dispose();
            EndDictionary();
            (_chunk, _indexPages, RowCount) = (null, 0, 0);
        }
    }

    private void EndDictionary()
    {
        _dictionary?.Dispose();
        _dictionary = null;
    }

    private ColumnChunkWriter Chunk() => _chunk ??= new ColumnChunkWriter(Column, _columnOptions, _pool);

    private void AppendByteArray(ReadOnlySpan<byte> value)
    {
        _values.Append(value.Length);
        _values.Append(value);
    }

    // Values are appended before their row is counted, so a page may end only before the next row begins.
    private void AddRow(bool isPresent)
    {
        int max = Column.MaxDefinitionLevel;
        if (!isPresent && Column.Node.Repetition != Repetition.Optional)
        {
            throw new ArgumentException($"column {Column.DottedPath} is required; row {RowCount} of the row group is null");
        }

        if (max > 0)
        {
            _definition.Append((byte)(isPresent ? max : max - 1));
        }

        _pageValues += isPresent ? 1 : 0;
        CountRows(1);
    }

    private void AddPresent(int rows)
    {
        if (Column.MaxDefinitionLevel > 0)
        {
            _definition.Extend(rows).Fill((byte)Column.MaxDefinitionLevel);
        }

        _pageValues += rows;
        CountRows(rows);
    }

    private void CountRows(int rows)
    {
        _pageRows += rows;
        RowCount += rows;
        if (Column.MaxRepetitionLevel == 0)
        {
            FlushIfFull();
        }
    }

    // Whether the entry has a value. A page ends only where a row begins.
    private bool BeginEntry(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int at)
    {
        if (Column.MaxRepetitionLevel > 0)
        {
            if (repetition[at] == 0)
            {
                FlushIfFull();
                _pageRows++;
                RowCount++;
            }
            else if (at == 0)
            {
                throw new ArgumentException($"column {Column.DottedPath}: the first repetition level is {repetition[0]}; each call begins a row");
            }

            _repetition.Append(repetition[at]);
        }
        else
        {
            FlushIfFull();
            _pageRows++;
            RowCount++;
        }

        if (Column.MaxDefinitionLevel > 0)
        {
            _definition.Append(definition[at]);
        }

        bool isPresent = Column.MaxDefinitionLevel == 0 || definition[at] == Column.MaxDefinitionLevel;
        _pageValues += isPresent ? 1 : 0;
        return isPresent;
    }

    private int RoomInRows()
    {
        long byBytes = (_options.PageBytes - _values.Length) / Math.Max(1, Column.ValueWidth);
        return (int)Math.Max(1, Math.Min(_options.PageRows - _pageRows, byBytes));
    }

    private void FlushIfFull()
    {
        if (_pageRows >= _options.PageRows || _values.Length >= _options.PageBytes)
        {
            FlushPage();
        }
    }

    private void FlushPage()
    {
        if (_pageRows == 0)
        {
            return;
        }

        ReadOnlySpan<byte> repetition = _repetition.SpanOf<byte>();
        ReadOnlySpan<byte> definition = _definition.SpanOf<byte>();
        ReadOnlySpan<byte> values = _values.SpanOf<byte>();
        if (!TryAddIndexPage(repetition, definition, values))
        {
            if (Column.ValueWidth == 0)
            {
                Chunk().AddByteArrayPlainPage(_pageRows, repetition, definition, values, _pageValues);
            }
            else
            {
                Chunk().AddFixedPage(_pageRows, repetition, definition, values);
            }
        }

        _repetition.Truncate(0);
        _definition.Truncate(0);
        _values.Truncate(0);
        (_pageRows, _pageValues) = (0, 0);
    }

    private bool TryAddIndexPage(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> values)
    {
        // Once a chunk has a page of values, its dictionary is closed.
        if (!_isDictionaryAllowed || (_chunk?.RowCount > 0 && (_dictionary is null || _indexPages < _chunk.PageCount)))
        {
            return false;
        }

        _dictionary ??= new DictionaryBuilder(Column.ValueWidth, _pool);
        int before = _dictionary.Count;
        using PooledBuffer indices = _pool.Rent(4L * _pageValues);
        Span<int> page = indices.SpanOf<int>()[.._pageValues];
        int at = 0;
        for (int i = 0; i < page.Length; i++)
        {
            int width = Column.ValueWidth;
            if (width == 0)
            {
                width = BitConverter.ToInt32(values[at..]);
                at += 4;
            }

            page[i] = _dictionary.Add(values.Slice(at, width));
            at += width;
        }

        // Two thirds new: indices and entries together would take about what the values take.
        bool isMostlyNew = _dictionary.Count - before > page.Length * 2L / 3 && page.Length > 64;
        if (isMostlyNew || _dictionary.PlainBytes > _options.DictionaryBytes)
        {
            _dictionary.Truncate(before);
            return false;
        }

        Chunk().AddIndexPage(_pageRows, repetition, definition, page);
        _indexPages++;
        return true;
    }
}
