using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Ingest.Conforming;

/// <summary>Compares the types of columns with those that are expected, old annotations and new ones alike.</summary>
internal static class LeafTypes
{
    public static bool IsA(this SchemaElement element, LeafType expected) =>
        element.Type == expected.Physical && Annotation(element) == Annotation(expected);

    /// <summary>A type for a message.</summary>
    public static string Describe(SchemaElement element) => element.Type is PhysicalType type ? $"{type} {Annotation(element)}".TrimEnd() : $"a group {Annotation(element)}".TrimEnd();

    public static string Describe(LeafType type) => $"{type.Physical} {Annotation(type)}".TrimEnd();

    public static bool IsText(SchemaElement element) => element.IsA(LeafType.String);

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
