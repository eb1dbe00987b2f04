using System.Collections.Immutable;
using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Conforming;

/// <summary>A column that all metrics or all sketches have.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What text is converted to.</param>
/// <param name="Type">The type, of the items if it is a list.</param>
/// <param name="IsList">Whether it is a list.</param>
internal sealed record SeriesColumn(string Name, FieldKind Kind, LeafType Type, bool IsList = false)
{
    /// <summary>As it is stored: never null, items of lists neither.</summary>
    public ColumnShape Shape { get; } = ColumnShape.Of(IsList
        ? SchemaField.List(Name, false, SchemaField.Required("item", Type))
        : SchemaField.Required(Name, Type));
}

/// <summary>The columns of metrics and sketches.</summary>
internal static class SeriesColumns
{
    private static readonly SeriesColumn MetricName = new(RowColumns.MetricName, FieldKind.Text, LeafType.String);
    private static readonly SeriesColumn Timestamp = new(SortSchema.TimestampSeconds, FieldKind.UInt64, LeafType.Integer(64, false));

    private static readonly ImmutableArray<SeriesColumn> Metrics =
    [
        MetricName,
        new(RowColumns.MetricType, FieldKind.MetricType, LeafType.Integer(8, false)),
        Timestamp,
        new("value", FieldKind.Float64, LeafType.Double),
    ];

    private static readonly ImmutableArray<SeriesColumn> Sketches =
    [
        MetricName,
        Timestamp,
        new("count", FieldKind.UInt64, LeafType.Integer(64, false)),
        new("sum", FieldKind.Float64, LeafType.Double),
        new("min", FieldKind.Float64, LeafType.Double),
        new("max", FieldKind.Float64, LeafType.Double),
        new("flags", FieldKind.UInt32, LeafType.Integer(32, false)),
        new("keys", FieldKind.Int16List, LeafType.Integer(16, true), IsList: true),
        new("counts", FieldKind.UInt64List, LeafType.Integer(64, false), IsList: true),
    ];

    /// <summary>The id that a file may have and that is computed where it has none.</summary>
    public static SeriesColumn TimeseriesId { get; } = new(SortSchema.TimeseriesId, FieldKind.Int64, LeafType.Int64);

    /// <summary>The key by which rows are merged; no file may have it.</summary>
    public static SeriesColumn SortedSeries { get; } = new(RowColumns.SortedSeries, FieldKind.Text, LeafType.Bytes);

    /// <summary>The columns that a file must have.</summary>
    public static ImmutableArray<SeriesColumn> Required(SplitKind kind) => kind == SplitKind.Metrics ? Metrics : Sketches;
}
