using System.Collections.Immutable;

namespace Tenon.Models.Schemas;

/// <summary>A column of a sort schema.</summary>
/// <param name="Column">Which.</param>
/// <param name="IsAscending">Whether smaller values come first.</param>
public sealed record SchemaColumn(int Column, bool IsAscending);

/// <summary>A row: by column its value, null also where its split lacks the column.</summary>
/// <param name="Values">The values.</param>
public sealed record SchemaRow(ImmutableArray<int?> Values);

/// <summary>A stored split of <see cref="SortSchemas"/>, with the four places that name its sort schema.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rows">Its rows, in their order.</param>
/// <param name="Schema">By what it is sorted.</param>
/// <param name="MetadataSchema">What the metastore says of that.</param>
/// <param name="KeyValueSchema">What the file's key/value metadata say.</param>
/// <param name="SortingColumns">What the format's own sorting columns say.</param>
/// <param name="Columns">The columns that it has, a bit each.</param>
public sealed record SchemaSplit(
    int Id, ImmutableArray<SchemaRow> Rows, ImmutableArray<SchemaColumn> Schema, ImmutableArray<SchemaColumn> MetadataSchema,
    ImmutableArray<SchemaColumn> KeyValueSchema, ImmutableArray<SchemaColumn> SortingColumns, int Columns);

/// <summary>A state of <see cref="SortSchemas"/>.</summary>
/// <param name="Schema">The index's sort schema now.</param>
/// <param name="Splits">What is stored, by id.</param>
/// <param name="ChangeCount">How often the schema was changed.</param>
/// <param name="History">The schema by which each split was written; that of the first is 1. For proofs.</param>
public sealed record SchemaState(
    ImmutableArray<SchemaColumn> Schema, ImmutableArray<SchemaSplit> Splits, int ChangeCount, ImmutableArray<ImmutableArray<SchemaColumn>> History);

/// <summary>What happens in <see cref="SortSchemas"/>.</summary>
public abstract record SchemaAction
{
    private SchemaAction()
    {
    }

    /// <summary>A sorted batch becomes a split.</summary>
    /// <param name="Columns">Its columns, a bit each.</param>
    /// <param name="RowCount">Its rows.</param>
    public sealed record IngestBatch(int Columns, int RowCount) : SchemaAction;

    /// <summary>The index's sort schema is another from now on.</summary>
    public sealed record ChangeSchema : SchemaAction;

    /// <summary>Two splits of one schema become one.</summary>
    /// <param name="First">The one.</param>
    /// <param name="Second">The other.</param>
    public sealed record CompactSplits(int First, int Second) : SchemaAction;
}
