using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Ingest.Rows;

/// <summary>Name and type of a top-level column, nested or not. Immutable.</summary>
internal sealed class ColumnShape
{
    public ColumnShape(IReadOnlyList<SchemaElement> elements)
    {
        Elements = elements;
        Schema = SchemaOf([this]);
        Node = Schema.Root.Children[0];
    }

    public string Name => Elements[0].Name;

    /// <summary>The column's element, and those below it in depth-first order.</summary>
    public IReadOnlyList<SchemaElement> Elements { get; }

    public SchemaNode Node { get; }

    /// <summary>The leaves, numbered within the column.</summary>
    public IReadOnlyList<ColumnDescriptor> Leaves => Schema.Columns;

    /// <summary>Whether it is a primitive that does not repeat.</summary>
    public bool IsFlat => Node.Column is { MaxRepetitionLevel: 0 };

    private ParquetSchema Schema { get; }

    public static ColumnShape Of(SchemaField field) => new([.. SchemaBuilder.Build([field]).Elements.Skip(1)]);

    /// <summary>The shapes of a file's top-level columns.</summary>
    public static ColumnShape[] Of(ParquetSchema schema)
    {
        var shapes = new List<ColumnShape>();
        int at = 1;
        foreach (SchemaNode column in schema.Root.Children)
        {
            int count = Count(column);
            shapes.Add(new ColumnShape([.. schema.Elements.Skip(at).Take(count)]));
            at += count;
        }

        return [.. shapes];

        static int Count(SchemaNode node) => 1 + node.Children.Sum(Count);
    }

    /// <summary>The schema of a file with these columns.</summary>
    public static ParquetSchema SchemaOf(IReadOnlyList<ColumnShape> columns) =>
        new([new SchemaElement { Name = "schema", ChildCount = columns.Count }, .. columns.SelectMany(column => column.Elements)]);
}
