using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Acceptance;

/// <summary>Renders values as DuckDB casts them to VARCHAR, so that its checksums of the corpus can be computed from what we decode.</summary>
internal static class DuckDbText
{
    /// <summary>Writes the value of a column, unless it is a variant null, which has no text.</summary>
    public static bool TryWrite(ArrayBufferWriter<byte> to, SchemaNode node, object value)
    {
        if (node.Element.LogicalType?.Kind != LogicalTypeKind.Variant)
        {
            Write(to, node, value);
            return true;
        }

        byte[]? text = VariantText.Render(node, (object?[])value);
        to.Write(text);
        return text is not null;
    }

    /// <summary>Writes the value of a schema node; the value must not be null.</summary>
    /// <param name="to">Where the text goes, in UTF-8.</param>
    /// <param name="node">The node: its annotations say what the value means.</param>
    /// <param name="value">As <see cref="RecordReader"/> gives it; repeated nodes as lists.</param>
    /// <param name="nested">Whether it stands inside another value, where some strings are quoted.</param>
    public static void Write(ArrayBufferWriter<byte> to, SchemaNode node, object value, bool nested = false)
    {
        if (node.Repetition == Repetition.Repeated)
        {
            // Repeated without a LIST around it: a list of what it is.
            WriteList(to, ((List<object?>)value).Select(item => (item, node)), nodeIsItem: true);
        }
        else
        {
            WriteSingle(to, node, value, nested);
        }
    }

    private static void WriteSingle(ArrayBufferWriter<byte> to, SchemaNode node, object value, bool nested)
    {
        if (node.Column is not null)
        {
            LeafText.Write(to, node.Column, value, nested);
            return;
        }

        object?[] fields = (object?[])value;
        if (IsMap(node))
        {
            WriteMap(to, node.Children[0], (List<object?>)fields[0]!);
        }
        else if (IsList(node))
        {
            SchemaNode repeated = node.Children[0];
            var items = (List<object?>)fields[0]!;
            if (repeated.Column is null && repeated.Children.Count == 1 && repeated.Name != "array" && repeated.Name != node.Name + "_tuple")
            {
                WriteList(to, items.Select(item => (((object?[])item!)[0], repeated.Children[0])), nodeIsItem: false);
            }
            else
            {
                WriteList(to, items.Select(item => (item, repeated)), nodeIsItem: true);
            }
        }
        else
        {
            Append(to, "{");
            for (int i = 0; i < fields.Length; i++)
            {
                Append(to, $"{(i > 0 ? ", " : "")}'{node.Children[i].Name}': ");
                WriteOrNull(to, node.Children[i], fields[i]);
            }

            Append(to, "}");
        }
    }

    private static bool IsList(SchemaNode node) =>
        (node.Element.LogicalType?.Kind == LogicalTypeKind.List || node.Element.ConvertedType == ConvertedType.List)
        && node.Children.Count == 1 && node.Children[0].Repetition == Repetition.Repeated;

    private static bool IsMap(SchemaNode node) =>
        (node.Element.LogicalType?.Kind == LogicalTypeKind.Map || node.Element.ConvertedType is ConvertedType.Map or ConvertedType.MapKeyValue)
        && node.Children.Count == 1 && node.Children[0].Repetition == Repetition.Repeated && node.Children[0].Children.Count == 2;

    private static void WriteList(ArrayBufferWriter<byte> to, IEnumerable<(object? Item, SchemaNode Node)> items, bool nodeIsItem)
    {
        Append(to, "[");
        string separator = "";
        foreach ((object? item, SchemaNode node) in items)
        {
            Append(to, separator);
            separator = ", ";
            if (item is null)
            {
                Append(to, "NULL");
            }
            else if (nodeIsItem)
            {
                WriteSingle(to, node, item, nested: true);
            }
            else
            {
                Write(to, node, item, nested: true);
            }
        }

        Append(to, "]");
    }

    private static void WriteMap(ArrayBufferWriter<byte> to, SchemaNode entry, List<object?> entries)
    {
        Append(to, "{");
        string separator = "";
        foreach (object? item in entries)
        {
            Append(to, separator);
            separator = ", ";
            object?[] pair = (object?[])item!;
            WriteOrNull(to, entry.Children[0], pair[0]);
            Append(to, "=");
            WriteOrNull(to, entry.Children[1], pair[1]);
        }

        Append(to, "}");
    }

    private static void WriteOrNull(ArrayBufferWriter<byte> to, SchemaNode node, object? value)
    {
        if (value is null)
        {
            Append(to, "NULL");
        }
        else
        {
            Write(to, node, value, nested: true);
        }
    }

    internal static void Append(ArrayBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);
}
