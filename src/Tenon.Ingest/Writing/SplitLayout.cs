using Tenon.Ingest.Rows;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Writing;

/// <summary>The columns of a window's splits in storage order, and what is known of the order of their rows. Immutable.</summary>
internal sealed class SplitLayout
{
    public SplitLayout(IndexConfig config, IReadOnlyList<ColumnShape> found)
    {
        Config = config;
        Dictionary<string, ColumnShape> byName = found.ToDictionary(shape => shape.Name, StringComparer.Ordinal);
        FullKey = config.ParseSortKey()?.ResolveAliases(byName.ContainsKey);
        Key = FullKey?.WithoutAbsent(byName.ContainsKey);
        IReadOnlyList<SortColumn> present = Key?.Columns ?? [];

        // Sort columns as the key has them, the key of series, and the others by the bytes of their names.
        IEnumerable<string> first = present.Select(column => column.Name).Append(RowColumns.SortedSeries).Where(byName.ContainsKey).Distinct(StringComparer.Ordinal);
        Columns =
        [
            .. first.Select(name => byName[name]),
            .. found.Where(shape => !first.Contains(shape.Name, StringComparer.Ordinal)).OrderBy(shape => shape.Name, Comparer<string>.Create(Utf8Compare)),
        ];
        Schema = ColumnShape.SchemaOf(Columns);
        SortingColumns = [.. present.Select(column => new SortingColumn(LeafOf(column.Name), column.Descending, NullsFirst: false))];
        BloomLeaves = present.Where(column => IsText(byName[column.Name])).Select(column => LeafOf(column.Name)).ToHashSet();
        if (config.Kind != SplitKind.Table && byName.ContainsKey(RowColumns.MetricName))
        {
            BloomLeaves.Add(LeafOf(RowColumns.MetricName));
        }
    }

    public IndexConfig Config { get; }

    /// <summary>The index's key, absent columns included; null if rows are in no order.</summary>
    public SortKey? FullKey { get; }

    /// <summary>The key without absent columns, which are null in all rows and order nothing; null if none is left.</summary>
    public SortKey? Key { get; }

    public IReadOnlyList<ColumnShape> Columns { get; }

    public ParquetSchema Schema { get; }

    public IReadOnlyList<SortingColumn> SortingColumns { get; }

    /// <summary>Leaves that get Bloom filters: metric names, and text that rows are sorted by.</summary>
    public HashSet<int> BloomLeaves { get; }

    private static bool IsText(ColumnShape shape) => shape.IsFlat && ColumnTypes.IsText(shape.Elements[0]);

    private static int Utf8Compare(string? x, string? y) =>
        System.Text.Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y ?? ""));

    private int LeafOf(string column) => Schema.Root.Children.Single(child => child.Name == column).Column!.Index; // A sort column is flat: the merge refuses others.
}
