using Tenon.Parquet.Memory;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet;

/// <summary>Reads a file row by row and puts nested values together. Made for convenience: every value is an object. Not thread-safe.</summary>
/// <remarks>
/// A field is <c>null</c> where it is null; a leaf is <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>,
/// <see cref="float"/>, <see cref="double"/> or, for INT96, byte arrays and fixed-length byte arrays, a new <c>byte[]</c>; a
/// group is an <c>object?[]</c> of its fields in schema order; a repeated field is a <c>List&lt;object?&gt;</c>. LIST and MAP
/// groups are given as the file nests them. Logical types are not applied. One page of every column is held at a time.
/// </remarks>
public sealed class RecordReader : IDisposable
{
    /// <summary>Most items of one list: a page of a few bytes can claim billions, and here each is an object.</summary>
    public const int MaximumListItems = 1 << 24;

    private readonly ParquetFile _file;
    private readonly LeafCursor[] _cursors;
    private readonly (int First, int End)[] _leaves;
    private readonly Dictionary<SchemaNode, int> _numbers = [];
    private int _rowGroup = -1;
    private long _rowsLeft;

    /// <summary>A reader before the first row.</summary>
    /// <param name="file">The file; must stay open.</param>
    /// <param name="pool">Where memory for pages comes from.</param>
    public RecordReader(ParquetFile file, BufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        var leaves = new List<(int First, int End)>();
        NumberLeaves(file.Schema.Root, leaves, 0);
        _leaves = [.. leaves];
        _cursors = new LeafCursor[file.Schema.Columns.Count];
        for (int i = 0; i < _cursors.Length; i++)
        {
            _cursors[i] = new LeafCursor(file, i, pool);
        }
    }

    /// <summary>Reads the next row.</summary>
    /// <returns>The fields of the row in schema order; null behind the last row.</returns>
    /// <exception cref="ParquetFormatException">The file is damaged, or its columns disagree on the nesting.</exception>
    public object?[]? Read()
    {
        while (_rowsLeft == 0)
        {
            if (_rowGroup >= 0)
            {
                foreach (LeafCursor cursor in _cursors)
                {
                    cursor.RequireEnd();
                }
            }

            if (++_rowGroup >= _file.Metadata.RowGroups.Count)
            {
                _rowGroup = _file.Metadata.RowGroups.Count - 1;
                return null;
            }

            _rowsLeft = _file.Metadata.RowGroups[_rowGroup].RowCount;
            foreach (LeafCursor cursor in _cursors)
            {
                cursor.Open(_rowGroup);
            }
        }

        _rowsLeft--;
        foreach (LeafCursor cursor in _cursors)
        {
            cursor.RequireRow();
        }

        return ReadGroup(_file.Schema.Root);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (LeafCursor cursor in _cursors)
        {
            cursor.Dispose();
        }
    }

    // Each node's leaves are neighbours: numbers of the first and behind the last.
    private int NumberLeaves(SchemaNode node, List<(int First, int End)> leaves, int next)
    {
        int number = leaves.Count;
        _numbers.Add(node, number);
        leaves.Add((next, next));
        int end = node.Column is null ? next : next + 1;
        foreach (SchemaNode child in node.Children)
        {
            end = NumberLeaves(child, leaves, end);
        }

        leaves[number] = (next, end);
        return end;
    }

    private object?[] ReadGroup(SchemaNode node)
    {
        object?[] fields = new object?[node.Children.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = ReadField(node.Children[i]);
        }

        return fields;
    }

    private object? ReadField(SchemaNode node)
    {
        (int first, int end) = _leaves[_numbers[node]];
        if (first == end)
        {
            return node.Repetition == Metadata.Repetition.Repeated ? new List<object?>() : null; // A group without leaves: nothing says what it holds.
        }

        LeafCursor lead = _cursors[first];
        if (node.Repetition == Metadata.Repetition.Required)
        {
            return ReadContent(node);
        }

        if (lead.Definition < node.MaxDefinitionLevel)
        {
            for (int i = first; i < end; i++)
            {
                _cursors[i].PassNull(node);
            }

            return node.Repetition == Metadata.Repetition.Repeated ? new List<object?>() : null;
        }

        if (node.Repetition == Metadata.Repetition.Optional)
        {
            return ReadContent(node);
        }

        var items = new List<object?>();
        bool continues;
        do
        {
            for (int i = first; i < end; i++)
            {
                _cursors[i].RequireDefined(node);
            }

            items.Add(ReadContent(node));
            continues = lead.Continues(node);
            for (int i = first + 1; i < end; i++)
            {
                _cursors[i].RequireContinues(node, continues);
            }
        }
        while (continues && items.Count < MaximumListItems);
        return continues ? throw lead.TooLong(MaximumListItems) : items;
    }

    private object? ReadContent(SchemaNode node) =>
        node.Column is null ? ReadGroup(node) : _cursors[node.Column.Index].ReadValue();
}
