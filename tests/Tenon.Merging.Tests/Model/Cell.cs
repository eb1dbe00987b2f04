using System.Globalization;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests.Model;

/// <summary>One level entry of a cell.</summary>
/// <param name="Repetition">The repetition level.</param>
/// <param name="Nodes">How many nodes of the column's path are present: the definition level without the file's choice of what is optional.</param>
/// <param name="Value">The value in PLAIN form without a length; null unless all nodes are present.</param>
internal sealed record Entry(int Repetition, int Nodes, byte[]? Value)
{
    public static Entry Null { get; } = new(0, 0, null);

    public bool Equals(Entry? other) => other is not null && Repetition == other.Repetition && Nodes == other.Nodes
        && (Value is null ? other.Value is null : other.Value is not null && Value.AsSpan().SequenceEqual(other.Value));

    public override int GetHashCode() => HashCode.Combine(Repetition, Nodes, Value?.Length);

    public override string ToString() => Value is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Repetition}/{Nodes}")
        : string.Create(CultureInfo.InvariantCulture, $"{Repetition}:{Convert.ToHexString(Value.AsSpan(0, Math.Min(40, Value.Length)))}{(Value.Length > 40 ? $"..({Value.Length})" : "")}");
}

/// <summary>What one row has in one leaf column: one entry, or any number of them in a repeated column.</summary>
internal sealed class Cell(IReadOnlyList<Entry> entries) : IEquatable<Cell>
{
    /// <summary>A column that the row does not have.</summary>
    public static Cell Missing { get; } = new([Entry.Null]);

    public IReadOnlyList<Entry> Entries { get; } = entries;

    /// <summary>The value of a column that is not repeated; null for null.</summary>
    public byte[]? Value => Entries[0].Value;

    public static Cell Of(byte[]? value) => value is null ? Missing : new Cell([new Entry(0, 1, value)]);

    public bool Equals(Cell? other) => other is not null && Entries.SequenceEqual(other.Entries);

    public override bool Equals(object? obj) => Equals(obj as Cell);

    public override int GetHashCode() => Entries[0].GetHashCode();

    public override string ToString() => string.Join(' ', Entries);
}

/// <summary>Definition levels and how many nodes of a path are present, translated the plain way.</summary>
internal static class Levels
{
    public static IReadOnlyList<SchemaNode> PathOf(ColumnDescriptor column)
    {
        var path = new List<SchemaNode>();
        for (SchemaNode at = column.Node; at.Parent is SchemaNode parent; at = parent)
        {
            path.Insert(0, at);
        }

        return path;
    }

    public static int NodesOf(ColumnDescriptor column, int definition)
    {
        int nodes = 0;
        foreach (SchemaNode node in PathOf(column))
        {
            if (node.Repetition != Repetition.Required && definition-- == 0)
            {
                break;
            }

            nodes++;
        }

        return nodes;
    }

    public static int DefinitionOf(ColumnDescriptor column, int nodes) => PathOf(column).Take(nodes).Count(node => node.Repetition != Repetition.Required);
}
