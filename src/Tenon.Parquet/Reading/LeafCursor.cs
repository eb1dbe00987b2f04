using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Reading;

/// <summary>Walks over one column's level entries for a <see cref="RecordReader"/>.</summary>
internal sealed class LeafCursor(ParquetFile file, int column, BufferPool pool) : IDisposable
{
    // Short, because a cursor is held for every column.
    private const int BatchLevels = 512;

    private readonly ColumnDescriptor _column = file.Schema.Columns[column];
    private ColumnReader? _reader;
    private int _rowGroup;
    private int _entry;
    private int _value;
    private bool _isAtEnd;

    /// <summary>The definition level of the current entry.</summary>
    public int Definition
    {
        get
        {
            ColumnReader reader = Current();
            return _column.MaxDefinitionLevel == 0 ? 0 : reader.DefinitionLevels[_entry];
        }
    }

    private int Repetition => _column.MaxRepetitionLevel == 0 ? 0 : Current().RepetitionLevels[_entry];

    /// <summary>Goes to the beginning of a row group.</summary>
    public void Open(int rowGroup)
    {
        _reader?.Dispose();
        _reader = new ColumnReader(file, column, pool, rowGroup, 1, BatchLevels);
        _rowGroup = rowGroup;
        _isAtEnd = false;
        (_entry, _value) = (0, 0);
        Fill();
    }

    /// <summary>Checks that a row begins here.</summary>
    public void RequireRow()
    {
        if (_isAtEnd || Repetition != 0)
        {
            throw Fail(_isAtEnd ? "the column ends before the row group's rows" : "a row begins inside a list");
        }
    }

    /// <summary>Checks that the row group's entries are all read.</summary>
    public void RequireEnd()
    {
        if (!_isAtEnd)
        {
            throw Fail("the column has more rows than the row group");
        }
    }

    /// <summary>Checks that the current entry has the node's content, as the columns beside it do.</summary>
    public void RequireDefined(SchemaNode node)
    {
        if (Definition < node.MaxDefinitionLevel)
        {
            throw Fail($"the column has nothing for '{node.Name}' where another has");
        }
    }

    /// <summary>Passes the entry that says that the node is null or empty.</summary>
    public void PassNull(SchemaNode node)
    {
        if (Definition >= node.MaxDefinitionLevel)
        {
            throw Fail($"the column has content for '{node.Name}' where another has none");
        }

        Advance(false);
    }

    /// <summary>Whether the next entry continues the list that the repeated node is.</summary>
    public bool Continues(SchemaNode node) => !_isAtEnd && Repetition == node.MaxRepetitionLevel;

    /// <summary>Checks that the list goes on or ends here as it does in the column before.</summary>
    public void RequireContinues(SchemaNode node, bool expected)
    {
        if (Continues(node) != expected)
        {
            throw Fail($"the list '{node.Name}' has another number of items than in the column before");
        }
    }

    /// <summary>The error of a list with too many items.</summary>
    public ParquetFormatException TooLong(int limit) => Fail($"a list of more than {limit} items in one row");

    /// <summary>Reads the current entry's value.</summary>
    public object ReadValue()
    {
        ColumnReader reader = Current();
        if (Definition < _column.MaxDefinitionLevel)
        {
            throw Fail("the column has no value where another has content");
        }

        object value = _column.Type switch
        {
            PhysicalType.Boolean => reader.Fixed[_value] != 0,
            PhysicalType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(reader.Fixed[(4 * _value)..]),
            PhysicalType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(reader.Fixed[(8 * _value)..]),
            PhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(reader.Fixed[(4 * _value)..]),
            PhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(reader.Fixed[(8 * _value)..]),
            PhysicalType.ByteArray => reader.ByteArrays[_value].Span.ToArray(),
            _ => reader.Fixed.Slice(_value * _column.ValueWidth, _column.ValueWidth).ToArray(),
        };
        Advance(true);
        return value;
    }

    public void Dispose() => _reader?.Dispose();

    private ColumnReader Current() => _isAtEnd || _reader is null ? throw Fail("the column ends inside a row") : _reader;

    private void Advance(bool isValue)
    {
        _entry++;
        _value += isValue ? 1 : 0;
        Fill();
    }

    private void Fill()
    {
        while (!_isAtEnd && _entry >= _reader!.LevelCount) // Opened before it is filled.
        {
            _isAtEnd = !_reader.ReadBatch();
            (_entry, _value) = (0, 0);
        }
    }

    private ParquetFormatException Fail(string problem) =>
        new(problem, file.Name, _rowGroup, _column.DottedPath, file.Metadata.RowGroups.Count > 0 ? file.Metadata.RowGroups[_rowGroup].Columns[column].StartOffset : null);
}
