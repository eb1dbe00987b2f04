using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>Builds schemas from described fields.</summary>
/// <example>
/// <code>
/// ParquetSchema schema = SchemaBuilder.Build(
///     SchemaField.Required("at", LeafType.Timestamp(TimeUnit.Micros)),
///     SchemaField.Optional("name", LeafType.String),
///     SchemaField.List("tags", isOptional: true, SchemaField.Required("element", LeafType.String)));
/// </code>
/// </example>
public static class SchemaBuilder
{
    /// <summary>A schema of these fields, in this order.</summary>
    /// <param name="fields">The top-level fields.</param>
    /// <exception cref="ParquetFormatException">The fields make no valid schema, see <see cref="ParquetSchema"/>.</exception>
    public static ParquetSchema Build(params IReadOnlyList<SchemaField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var elements = new List<SchemaElement> { new() { Name = "schema", ChildCount = fields.Count } };
        foreach (SchemaField field in fields)
        {
            field.AppendTo(elements);
        }

        return new ParquetSchema(elements);
    }
}
