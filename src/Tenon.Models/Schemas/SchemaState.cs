using System.Collections.Immutable;

namespace Tenon.Models.Schemas;

/// <summary>A column of a sort schema.</summary>
/// <param name="Column">Which, from 0.</param>
/// <param name="IsAscending">Whether smaller values come first.</param>
public sealed record SchemaColumn(int Column, bool IsAscending);

/// <summary>A row.</summary>
/// <param name="Number">Its number among all that were ingested, from 1.</param>
/// <param name="Columns">The columns that it has, a bit each: those of its file.</param>
/// <param name="Values">By column its value, null also where it has no such column.</param>
public sealed record SchemaRow(int Number, int Columns, ImmutableArray<int?> Values);

/// <summary>A written file, which names its sort schema in two places.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rows">Its rows, in their order.</param>
/// <param name="Columns">The columns that it has, a bit each.</param>
/// <param name="KeyValueSchema">What its key/value metadata say of its order.</param>
/// <param name="SortingColumns">What the format's own sorting columns say.</param>
public sealed record SchemaFile(int Id, ImmutableArray<SchemaRow> Rows, int Columns, ImmutableArray<SchemaColumn> KeyValueSchema, ImmutableArray<SchemaColumn> SortingColumns);

/// <summary>A registered split of <see cref="SortSchemas"/>.</summary>
/// <param name="File">Its file.</param>
/// <param name="MetadataSchema">What the metastore says of its order.</param>
public sealed record SchemaSplit(SchemaFile File, ImmutableArray<SchemaColumn> MetadataSchema);

/// <summary>A state of <see cref="SortSchemas"/>.</summary>
/// <param name="Schema">The index's sort schema now.</param>
/// <param name="Files">What is written and not registered yet, by id.</param>
/// <param name="Splits">What is registered, by id.</param>
/// <param name="History">Every row as it was ingested, by number. For proofs.</param>
/// <param name="WrittenBy">The schema by which each file was written; that of the first is 1. For proofs.</param>
/// <param name="ChangeCount">How often the schema was changed.</param>
public sealed record SchemaState(
    ImmutableArray<SchemaColumn> Schema, ImmutableArray<SchemaFile> Files, ImmutableArray<SchemaSplit> Splits, ImmutableArray<SchemaRow> History,
    ImmutableArray<ImmutableArray<SchemaColumn>> WrittenBy, int ChangeCount);

/// <summary>What happens in <see cref="SortSchemas"/>; each is named as in specs/data/SortSchema.tla.</summary>
public abstract record SchemaAction
{
    private SchemaAction()
    {
    }

    /// <summary>A batch, in any order, is sorted and becomes a file.</summary>
    /// <param name="Columns">Its columns, a bit each.</param>
    /// <param name="RowCount">Its rows.</param>
    public sealed record WriteBatch(int Columns, int RowCount) : SchemaAction;

    /// <summary>The metastore takes a file for a split.</summary>
    /// <param name="File">Its id.</param>
    public sealed record RegisterSplit(int File) : SchemaAction;

    /// <summary>The index's sort schema is another from now on.</summary>
    public sealed record ChangeSchema : SchemaAction;

    /// <summary>Two splits of one schema become one.</summary>
    /// <param name="First">The one.</param>
    /// <param name="Second">The other.</param>
    public sealed record CompactSplits(int First, int Second) : SchemaAction;
}
