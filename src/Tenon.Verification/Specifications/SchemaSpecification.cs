using System.Collections.Immutable;
using Tenon.Models;
using Tenon.Models.Schemas;
using Tenon.Tla.Checking;
using static Tenon.Tla.Checking.SpecificationValue;

namespace Tenon.Verification.Specifications;

/// <summary>SortSchema.tla beside <see cref="SortSchemas"/>: what a state of the C# model is in the specification.</summary>
internal static class SchemaSpecification
{
    /// <summary>What a variable of the specification is in a state of the model: the table in the head of the module.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="s">The state.</param>
    public static SpecificationValue ValueOf(string variable, SchemaState s) => variable switch
    {
        "schema" => SchemaOf(s.Schema),
        "files" => Set(s.Files.Select(file => Record(FieldsOf(file)))),
        "splits" => Set(s.Splits.Select(split => Record([.. FieldsOf(split.File), ("metadataSchema", SchemaOf(split.MetadataSchema))]))),
        "history" => SpecificationValue.Tuple(s.History.Select(ValuesOf)),
        "writtenBy" => SpecificationValue.Tuple(s.WrittenBy.Select(SchemaOf)),
        "changes" => Number(s.ChangeCount),
        _ => throw new InvalidDataException($"the C# model has nothing for the variable {variable} of the specification"),
    };

    private static (string Name, SpecificationValue Value)[] FieldsOf(SchemaFile file) =>
    [
        ("id", Number(file.Id)),
        ("rows", SpecificationValue.Tuple(file.Rows.Select(row => Record(("number", Number(row.Number)), ("values", ValuesOf(row)))))),
        ("columns", Set(ColumnBits.In(file.Columns).Select(column => Number(column)))),
        ("keyValueSchema", SchemaOf(file.KeyValueSchema)),
        ("sortingColumns", SchemaOf(file.SortingColumns)),
    ];

    // A function of the columns that there are; 0 is null.
    private static SpecificationValue ValuesOf(SchemaRow row) =>
        Function(row.Values.Select((value, column) => (column, Number(value ?? 0))).Where(pair => ColumnBits.Has(row.Columns, pair.column)));

    private static SpecificationValue SchemaOf(ImmutableArray<SchemaColumn> schema) =>
        SpecificationValue.Tuple(schema.Select(column => Record(("column", Number(column.Column)), ("isAscending", Truth(column.IsAscending)))));
}
