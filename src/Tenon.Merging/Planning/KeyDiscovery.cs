using System.Collections.Immutable;
using Tenon.Parquet;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Planning;

/// <summary>Finds out what order files claim: from their key/value entries, else from their sorting columns.</summary>
/// <remarks>A claim chooses the key; it is never believed. Rows are checked while they are merged.</remarks>
internal static class KeyDiscovery
{
    /// <summary>The entry that Tenon's own files have.</summary>
    public const string SortFieldsEntry = "tenon.sort_fields";

    /// <summary>The entry that metrics and sketches have.</summary>
    public const string MetricSortFieldsEntry = "qh.sort_fields";

    /// <summary>The order that a file claims.</summary>
    /// <returns>Null if it claims none.</returns>
    /// <exception cref="MergeRefusedException">The entry is no sort key.</exception>
    public static SortKey? Claim(string name, FileMetadata file, ParquetSchema schema)
    {
        string? text = Entry(file, SortFieldsEntry) ?? Entry(file, MetricSortFieldsEntry);
        if (!string.IsNullOrEmpty(text))
        {
            return Parse(name, text).ResolveAliases(column => schema.Root.Children.Any(child => child.Name == column));
        }

        if (file.RowGroups.Count == 0)
        {
            return null;
        }

        IReadOnlyList<SortingColumn> first = file.RowGroups[0].SortingColumns;
        bool isUniform = file.RowGroups.All(group => group.SortingColumns.SequenceEqual(first));
        if (first.Count == 0 || !isUniform)
        {
            return null;
        }

        // Nulls are last here; a file that has them first is sorted again if it has any. A nested sort column ends the claim.
        ImmutableArray<SortColumn> columns =
        [
            .. first
                .TakeWhile(column => column.ColumnIndex >= 0 && column.ColumnIndex < schema.Columns.Count && schema.Columns[column.ColumnIndex].Node.Depth == 1)
                .Select(column => new SortColumn(schema.Columns[column.ColumnIndex].Node.Name, column.Descending)),
        ];
        return columns.IsEmpty || columns.DistinctBy(column => column.Name).Count() < columns.Length ? null : new SortKey(columns);
    }

    private static string? Entry(FileMetadata file, string key) => file.KeyValues.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static SortKey Parse(string name, string text)
    {
        try
        {
            return SortKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new MergeRefusedException($"{name}: its sort fields '{text}' are no sort key: {e.Message}");
        }
    }
}
