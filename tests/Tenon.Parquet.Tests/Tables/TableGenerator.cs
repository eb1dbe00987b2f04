using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>Fills a table of any schema with random rows: shreds them into levels and says their text at once.</summary>
internal sealed class TableGenerator
{
    private readonly Random _random;
    private readonly double _nullShare;
    private readonly TableData _table;
    private readonly ValueGenerator[] _values;

    private TableGenerator(ParquetSchema schema, Random random, int rowCount, double nullShare)
    {
        (_random, _nullShare) = (random, nullShare);
        _table = new TableData(schema, rowCount);
        _values = [.. schema.Columns.Select(column => new ValueGenerator(column, random))];
    }

    /// <param name="schema">The schema.</param>
    /// <param name="random">Where rows come from.</param>
    /// <param name="rowCount">Rows.</param>
    /// <param name="nullShare">0 for no nulls, 1 for nothing but nulls.</param>
    public static TableData Make(ParquetSchema schema, Random random, int rowCount, double nullShare)
    {
        var generator = new TableGenerator(schema, random, rowCount, nullShare);
        for (int row = 0; row < rowCount; row++)
        {
            foreach (SchemaNode field in schema.Root.Children)
            {
                generator._table.Texts[field.Name].Add(generator.Add(field, 0, 0));
            }
        }

        return generator._table;
    }

    /// <summary>Leaves of all types that a schema can have, flat and nested.</summary>
    public static ParquetSchema RandomSchema(Random random)
    {
        int depth = 0;
        int names = 0;
        return SchemaBuilder.Build([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Field(null))]);

        SchemaField Field(string? fixedName)
        {
            string name = fixedName ?? $"c{names++}";
            bool isOptional = random.Next(2) == 0;
            depth++;
            try
            {
                return (depth > 3 ? 0 : random.Next(8)) switch
                {
                    5 => SchemaField.Struct(name, isOptional, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Field(null))]),
                    6 => SchemaField.List(name, isOptional, Field("element")),
                    7 => SchemaField.Map(name, isOptional, SchemaField.Required("key", LeafType.String), Field("value")),
                    _ => fixedName is null && random.Next(12) == 0 ? SchemaField.Repeated(name, Leaf()) : isOptional ? SchemaField.Optional(name, Leaf()) : SchemaField.Required(name, Leaf()),
                };
            }
            finally
            {
                depth--;
            }
        }

        LeafType Leaf() => LeafTypes.All[random.Next(LeafTypes.All.Count)].Type;
    }

    private string Add(SchemaNode node, int repetition, int definition)
    {
        switch (node.Repetition)
        {
            case Repetition.Required:
                return AddContent(node, repetition, definition);
            case Repetition.Optional:
                if (_random.NextDouble() < _nullShare)
                {
                    AddNull(node, repetition, definition);
                    return "null";
                }

                return AddContent(node, repetition, definition + 1);
            default:
                return "[" + string.Join(',', AddRepeated(node, repetition, definition)) + "]";
        }
    }

    private List<string> AddRepeated(SchemaNode node, int repetition, int definition)
    {
        int count = _random.NextDouble() < _nullShare ? 0 : _random.Next(4);
        var items = new List<string>();
        for (int i = 0; i < count; i++)
        {
            items.Add(AddContent(node, i == 0 ? repetition : node.MaxRepetitionLevel, definition + 1));
        }

        if (count == 0)
        {
            AddNull(node, repetition, definition);
        }

        return items;
    }

    private string AddContent(SchemaNode node, int repetition, int definition)
    {
        if (node.Column is { } leaf)
        {
            byte[] value = _values[leaf.Index].Next();
            _table.Columns[leaf.Index].Add(repetition, definition, value);
            return CanonicalText.Of(leaf, value);
        }

        LogicalTypeKind? kind = node.Element.LogicalType?.Kind;
        if (kind is LogicalTypeKind.List or LogicalTypeKind.Map)
        {
            return "[" + string.Join(',', AddRepeated(node.Children[0], repetition, definition)) + "]";
        }

        List<string> parts = [.. node.Children.Select(child => Add(child, repetition, definition))];
        return node.Name == "list" ? parts[0] : "{" + string.Join(',', node.Children.Zip(parts, (child, part) => child.Name + ":" + part)) + "}";
    }

    private void AddNull(SchemaNode node, int repetition, int definition)
    {
        if (node.Column is { } leaf)
        {
            _table.Columns[leaf.Index].Add(repetition, definition, null);
            return;
        }

        foreach (SchemaNode child in node.Children)
        {
            AddNull(child, repetition, definition);
        }
    }
}
