using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Inspection;

/// <summary>What <c>tenon inspect</c> tells people.</summary>
internal static class InspectText
{
    private const int MaximumValueCharacters = 100;

    public static void Write(InspectResult result, TextWriter output)
    {
        int columns = result.RowGroups.Length > 0 ? result.RowGroups[0].Columns.Length : CountLeaves(result.Schema);
        output.WriteLine(Text($"{result.File}: {result.Rows:N0} rows, {columns:N0} columns, {Groups(result.RowGroups.Length)}, {result.Bytes:N0} bytes"));
        output.WriteLine(Text($"format version {result.Version}, written by {result.CreatedBy ?? "(it does not say)"}, footer at byte {result.FooterOffset}"));
        foreach (KeyValueResult entry in result.KeyValues)
        {
            output.WriteLine(Text($"key/value {entry.Key} = {Shorten(entry.Value)}"));
        }

        output.WriteLine();
        output.WriteLine("schema");
        foreach (NodeResult node in result.Schema)
        {
            WriteNode(node, 1, output);
        }

        foreach (RowGroupResult group in result.RowGroups)
        {
            output.WriteLine();
            WriteRowGroup(group, output);
        }
    }

    private static void WriteNode(NodeResult node, int depth, TextWriter output)
    {
        string[] words =
        [
            node.Name,
            node.Repetition == "REQUIRED" ? "required" : node.Repetition == "OPTIONAL" ? "optional" : "repeated",
            node.PhysicalType ?? "group",
            node.LogicalType ?? node.ConvertedType ?? "",
            node.FieldId is int id ? Text($"id {id}") : "",
        ];
        output.WriteLine(new string(' ', 2 * depth) + string.Join(' ', words.Where(word => word.Length > 0)));
        foreach (NodeResult child in node.Children)
        {
            WriteNode(child, depth + 1, output);
        }
    }

    private static void WriteRowGroup(RowGroupResult group, TextWriter output)
    {
        string order = group.SortedBy.IsEmpty ? "" : ", sorted by " + string.Join(", ", group.SortedBy.Select(column =>
            (column.Descending ? "-" : "") + column.Column + (column.NullsFirst ? " (nulls first)" : "")));
        output.WriteLine(Text($"row group {group.Ordinal}: {group.Rows:N0} rows, {ByteSize.Format(group.StoredBytes)} stored, {ByteSize.Format(group.RawBytes)} raw{order}"));
        var table = new TextTable("column", "codec", "encodings", "values", "nulls", "stored", "raw", "min", "max", "has");
        foreach (ChunkResult chunk in group.Columns)
        {
            table.Add(
                chunk.Column,
                chunk.Codec,
                string.Join(' ', chunk.Encodings),
                Text($"{chunk.Values:N0}"),
                chunk.Statistics?.Nulls is long nulls ? Text($"{nulls:N0}") : "?",
                ByteSize.Format(chunk.StoredBytes),
                ByteSize.Format(chunk.RawBytes),
                Bound(chunk.Statistics?.Min, chunk.Statistics?.IsMinExact),
                Bound(chunk.Statistics?.Max, chunk.Statistics?.IsMaxExact),
                Extras(chunk));
        }

        table.Write(output, "  ");
        foreach (ChunkResult chunk in group.Columns)
        {
            if (chunk.Pages is ImmutableArray<PageResult> pages)
            {
                output.WriteLine();
                WritePages(chunk.Column, pages, output);
            }
        }
    }

    private static void WritePages(string column, ImmutableArray<PageResult> pages, TextWriter output)
    {
        output.WriteLine(Text($"  pages of {column}"));
        var table = new TextTable("page", "byte", "header", "stored", "raw", "values", "nulls", "encoding", "crc", "first row", "min", "max");
        foreach (PageResult page in pages)
        {
            table.Add(
                page.Kind,
                Text($"{page.Offset}"),
                Text($"{page.HeaderBytes}"),
                Text($"{page.StoredBytes}"),
                Text($"{page.RawBytes}"),
                Text($"{page.Values}"),
                page.Nulls is int nulls ? Text($"{nulls}") : "",
                page.Encoding,
                page.HasChecksum ? "yes" : "no",
                page.FirstRow is long row ? Text($"{row}") : "",
                page.Min ?? "",
                page.Max ?? "");
        }

        table.Write(output, "    ");
    }

    private static string Bound(string? value, bool? isExact) => value is null ? "" : isExact == false ? value + " (cut)" : value;

    private static string Extras(ChunkResult chunk)
    {
        string[] extras =
        [
            chunk.DictionaryOffset is not null ? "dictionary" : "",
            chunk.ColumnIndex is not null ? "column index" : "",
            chunk.OffsetIndex is not null ? "offset index" : "",
            chunk.BloomFilter is not null ? "Bloom filter" : "",
            chunk.Statistics?.IsDeprecatedForm == true ? "old statistics" : "",
        ];
        return string.Join(", ", extras.Where(extra => extra.Length > 0));
    }

    private static string Shorten(string? value)
    {
        if (value is null)
        {
            return "(none)";
        }

        string line = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MaximumValueCharacters ? line : Text($"{line[..MaximumValueCharacters]}... ({line.Length:N0} characters)");
    }

    private static int CountLeaves(ImmutableArray<NodeResult> nodes) => nodes.Sum(node => node.PhysicalType is not null ? 1 : CountLeaves(node.Children));

    private static string Groups(int count) => Text($"{count:N0} row group{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
