using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>Compares the types of columns with those that are expected, old annotations and new ones alike.</summary>
public static class ColumnTypes
{
    /// <summary>Whether a column has a type.</summary>
    /// <param name="element">The column.</param>
    /// <param name="expected">The type.</param>
    /// <returns>True if it has.</returns>
    public static bool IsA(this SchemaElement element, LeafType expected) =>
        element is not null && expected is not null && element.Type == expected.Physical && Annotation(element) == Annotation(expected);

    /// <summary>Whether a column is text.</summary>
    /// <param name="element">The column.</param>
    /// <returns>True if it is.</returns>
    public static bool IsText(SchemaElement element) => element.IsA(LeafType.String);

    /// <summary>A type for a message.</summary>
    /// <param name="element">A column of that type.</param>
    /// <returns>The text.</returns>
    public static string Describe(SchemaElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Type is PhysicalType type ? $"{type} {Annotation(element)}".TrimEnd() : $"a group {Annotation(element)}".TrimEnd();
    }

    /// <summary>A type for a message.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The text.</returns>
    public static string Describe(LeafType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return $"{type.Physical} {Annotation(type)}".TrimEnd();
    }

    private static string Annotation(LeafType type) => Annotation(type.Physical, type.Logical, type.Converted);

    private static string Annotation(SchemaElement element) => Annotation(element.Type, element.LogicalType, element.ConvertedType);

    private static string Annotation(PhysicalType? physical, LogicalType? logical, ConvertedType? converted)
    {
        string text = logical is not null ? logical.ToString() : converted switch
        {
            null => "",
            ConvertedType.Utf8 => LogicalTypes.String.ToString(),
            ConvertedType.UInt8 => LogicalTypes.Integer(8, false).ToString(),
            ConvertedType.UInt16 => LogicalTypes.Integer(16, false).ToString(),
            ConvertedType.UInt32 => LogicalTypes.Integer(32, false).ToString(),
            ConvertedType.UInt64 => LogicalTypes.Integer(64, false).ToString(),
            ConvertedType.Int8 => LogicalTypes.Integer(8, true).ToString(),
            ConvertedType.Int16 => LogicalTypes.Integer(16, true).ToString(),
            ConvertedType.Int32 => LogicalTypes.Integer(32, true).ToString(),
            ConvertedType.Int64 => LogicalTypes.Integer(64, true).ToString(),
            ConvertedType.TimestampMillis => LogicalTypes.Timestamp(TimeUnit.Millis, true).ToString(),
            ConvertedType.TimestampMicros => LogicalTypes.Timestamp(TimeUnit.Micros, true).ToString(),
            ConvertedType other => other.ToString(),
        };

        // What the physical type says already.
        bool isPlain = (physical == PhysicalType.Int64 && text == LogicalTypes.Integer(64, true).ToString())
            || (physical == PhysicalType.Int32 && text == LogicalTypes.Integer(32, true).ToString());
        return isPlain ? "" : text;
    }
}
