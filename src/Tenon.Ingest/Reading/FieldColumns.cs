using Tenon.Ingest.Rows;

namespace Tenon.Ingest.Reading;

/// <summary>The columns that the fields of a text file go to, of which a row may lack some. Not thread-safe.</summary>
internal sealed class FieldColumns
{
    private const int MostRows = 4096;
    private const long MostBytes = 4 << 20;

    private readonly Func<string, FieldKind?> _kindOf;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly List<FieldColumn> _columns = [];
    private readonly List<(string Name, FieldKind Kind)> _kinds = [];

    /// <param name="kindOf">What a field of some name is converted to; null refuses it.</param>
    /// <param name="always">Columns that each block has, whatever the fields.</param>
    public FieldColumns(Func<string, FieldKind?> kindOf, IEnumerable<string> always)
    {
        _kindOf = kindOf;
        foreach (string name in always)
        {
            _byName.Add(name, _kinds.Count);
            _kinds.Add((name, kindOf(name) ?? throw new ArgumentException($"column '{name}' is not known", nameof(always))));
        }

        Begin();
    }

    public RowBlock Block { get; private set; } = new();

    public FieldColumn this[int column] => _columns[column];

    public int Count => _columns.Count;

    /// <summary>Whether the block is large enough to be handed on.</summary>
    public bool IsFull => Block.RowCount >= MostRows || (Block.RowCount % 64 == 63 && Block.MemoryBytes >= MostBytes);

    /// <summary>Whether the column has a value, or null, for the present row already.</summary>
    public bool IsTaken(int column) => _columns[column].Buffer.RowCount > Block.RowCount;

    /// <summary>Looks a column up, and makes it if the name is known.</summary>
    /// <returns>-1 if it is not.</returns>
    public int Find(string name)
    {
        if (_byName.TryGetValue(name, out int known))
        {
            return known;
        }

        if (_kindOf(name) is not FieldKind kind)
        {
            return -1;
        }

        _byName.Add(name, _kinds.Count);
        _kinds.Add((name, kind));
        Add(name, kind);
        return _columns.Count - 1;
    }

    /// <summary>Ends a row; columns that it had no field for are null.</summary>
    public void EndRow(long line)
    {
        Block.RowCount++;
        Block.Lines.Add(line);
        foreach (FieldColumn column in _columns)
        {
            if (column.Buffer.RowCount < Block.RowCount)
            {
                column.Buffer.AppendNull();
            }
        }
    }

    /// <summary>Takes the rows so far; null if there are none.</summary>
    public RowBlock? Take()
    {
        RowBlock block = Block;
        if (block.RowCount == 0)
        {
            return null;
        }

        Begin();
        return block;
    }

    private void Begin()
    {
        Block = new RowBlock();
        _columns.Clear();
        foreach ((string name, FieldKind kind) in _kinds)
        {
            Add(name, kind);
        }
    }

    private void Add(string name, FieldKind kind)
    {
        RowColumn column = Block.Add(FieldColumn.ShapeOf(name, kind));
        if (Block.RowCount > 0)
        {
            column.Values.AppendNull(Block.RowCount);
        }

        _columns.Add(new FieldColumn(name, kind, column));
    }
}
