using System.Collections.Immutable;

namespace Tenon.Models.Schemas;

/// <summary>A configuration of <see cref="SortSchemas"/>. Immutable.</summary>
public sealed record SchemaBounds
{
    private static readonly ImmutableArray<string> Invariants =
        ["TypeOk", "RowsInSchemaOrder", "NullsLast", "AbsentSortColumnIsNull", "SchemaCopiesAgree", "ContentConserved", "ColumnsUnited", "EachRowOnce"];

    private static readonly ImmutableArray<string> Properties = ["SchemaNeverChanges", "RowsConserved", "WrittenIsRegistered"];

    /// <summary>The configurations of specs/data by name; each is small, is searched to its end, and is there for something.</summary>
    public static ImmutableSortedDictionary<string, SchemaBounds> Configurations { get; } = new Dictionary<string, SchemaBounds>
    {
        ["changes"] = new() { Values = 1, Ingests = 3, MaximumRows = 3, Changes = 1 },
        ["columns"] = new() { Columns = 2, MaximumBatch = 1, Changes = 1 },
        ["runs"] = new() { Ingests = 3, MaximumRows = 3 },
        ["ties"] = new() { Columns = 2, Values = 1, Ingests = 3, MaximumRows = 3 },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Columns: of one, the schemas are none and that column, up or down; of two, the first up and the second down, and the other way round.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Values beside null.</summary>
    public int Values { get; init; } = 2;

    /// <summary>Rows ingested in all.</summary>
    public int Ingests { get; init; } = 2;

    /// <summary>Rows of a batch.</summary>
    public int MaximumBatch { get; init; } = 2;

    /// <summary>Rows of a compaction's output.</summary>
    public int MaximumRows { get; init; } = 2;

    /// <summary>Changes of the index's schema.</summary>
    public int Changes { get; init; }

    /// <summary>The schemas that the index may have.</summary>
    public ImmutableArray<ImmutableArray<SchemaColumn>> Schemas => Columns == 1 ? [[], [Up(0)], [Down(0)]] : [[Up(0), Down(1)], [Down(1), Up(0)]];

    /// <summary>The configuration as the TLA+ checker reads it.</summary>
    public string Text => ConfigurationText.Of(
        nameof(SchemaBounds),
        [
            ("Columns", ConfigurationText.Numbers(0, Columns)), ("Values", ConfigurationText.Numbers(1, Values)), ("Schemas", Columns == 1 ? "<- SchemasOfOneColumn" : "<- SchemasOfTwoColumns"),
            ("Ingests", Ingests), ("MaximumBatch", MaximumBatch), ("MaximumRows", MaximumRows), ("Changes", Changes),
        ],
        Invariants,
        Properties);

    private static SchemaColumn Up(int column) => new(column, IsAscending: true);

    private static SchemaColumn Down(int column) => new(column, IsAscending: false);
}
