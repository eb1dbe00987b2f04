using System.Buffers.Binary;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>How the values of a column compare in bounds: what the format calls the type-defined order.</summary>
public enum ValueOrder
{
    /// <summary>The format defines none (INT96, INTERVAL, VARIANT, geometry, unknown types): such columns carry no bounds.</summary>
    None,

    /// <summary>False before true; one byte in PLAIN form.</summary>
    Boolean,

    /// <summary>Signed 32 bits, little-endian.</summary>
    Int32,

    /// <summary>Unsigned 32 bits, little-endian.</summary>
    UInt32,

    /// <summary>Signed 64 bits, little-endian.</summary>
    Int64,

    /// <summary>Unsigned 64 bits, little-endian.</summary>
    UInt64,

    /// <summary>IEEE 754 binary16, little-endian; NaN outside the order.</summary>
    Float16,

    /// <summary>IEEE 754 binary32, little-endian; NaN outside the order.</summary>
    Float,

    /// <summary>IEEE 754 binary64, little-endian; NaN outside the order.</summary>
    Double,

    /// <summary>Bytes as unsigned numbers, first byte first; a prefix comes before what it begins.</summary>
    UnsignedBytes,

    /// <summary>Bytes that are UTF-8 text: as <see cref="UnsignedBytes"/>, but a bound may be cut only between characters.</summary>
    Text,

    /// <summary>Big-endian two's complement of any length: decimals in byte arrays.</summary>
    SignedBigEndian,
}

/// <summary>Tells the order of a column and compares values in it.</summary>
public static class ValueOrders
{
    /// <summary>The order that the format defines for a column.</summary>
    /// <param name="column">The column.</param>
    public static ValueOrder Of(ColumnDescriptor column)
    {
        ArgumentNullException.ThrowIfNull(column);
        SchemaElement element = column.Node.Element;
        LogicalTypeKind? logical = element.LogicalType?.Kind;
        ConvertedType? converted = element.ConvertedType;
        if (logical is LogicalTypeKind.Unknown or LogicalTypeKind.Variant or LogicalTypeKind.Geometry or LogicalTypeKind.Geography
            || converted == ConvertedType.Interval)
        {
            return ValueOrder.None;
        }

        bool isUnsigned = logical is null
            ? converted is ConvertedType.UInt8 or ConvertedType.UInt16 or ConvertedType.UInt32 or ConvertedType.UInt64
            : logical == LogicalTypeKind.Integer && !element.LogicalType!.IsSigned; // Not null: its kind is known.
        bool isDecimal = logical == LogicalTypeKind.Decimal || (logical is null && converted == ConvertedType.Decimal);
        return column.Type switch
        {
            PhysicalType.Boolean => ValueOrder.Boolean,
            PhysicalType.Int32 => isUnsigned ? ValueOrder.UInt32 : ValueOrder.Int32,
            PhysicalType.Int64 => isUnsigned ? ValueOrder.UInt64 : ValueOrder.Int64,
            PhysicalType.Float => ValueOrder.Float,
            PhysicalType.Double => ValueOrder.Double,
            PhysicalType.FixedLenByteArray or PhysicalType.ByteArray when isDecimal => ValueOrder.SignedBigEndian,
            PhysicalType.FixedLenByteArray => logical == LogicalTypeKind.Float16 ? ValueOrder.Float16 : ValueOrder.UnsignedBytes,
            PhysicalType.ByteArray when logical is null && converted is null && IsInVariant(column.Node) => ValueOrder.None,
            PhysicalType.ByteArray => IsText(logical, converted) ? ValueOrder.Text : ValueOrder.UnsignedBytes,
            _ => ValueOrder.None,
        };
    }

    /// <summary>Compares two values in PLAIN form, without length prefix.</summary>
    /// <param name="order">The order.</param>
    /// <param name="left">A value of the right width.</param>
    /// <param name="right">A value of the right width.</param>
    /// <returns>Negative, 0 or positive; for floating point 0 also between zeros of both signs. NaN must not be asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is <see cref="ValueOrder.None"/>, or a value is too short for it.</exception>
    public static int Compare(ValueOrder order, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => order switch
    {
        ValueOrder.Boolean => left[0].CompareTo(right[0]),
        ValueOrder.Int32 => BinaryPrimitives.ReadInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(right)),
        ValueOrder.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt32LittleEndian(right)),
        ValueOrder.Int64 => BinaryPrimitives.ReadInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(right)),
        ValueOrder.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(right)),
        ValueOrder.Float16 => BinaryPrimitives.ReadHalfLittleEndian(left).CompareTo(BinaryPrimitives.ReadHalfLittleEndian(right)),
        ValueOrder.Float => BinaryPrimitives.ReadSingleLittleEndian(left).CompareTo(BinaryPrimitives.ReadSingleLittleEndian(right)),
        ValueOrder.Double => BinaryPrimitives.ReadDoubleLittleEndian(left).CompareTo(BinaryPrimitives.ReadDoubleLittleEndian(right)),
        ValueOrder.UnsignedBytes or ValueOrder.Text => left.SequenceCompareTo(right),
        ValueOrder.SignedBigEndian => CompareSigned(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "values of this column do not compare"),
    };

    private static int CompareSigned(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        bool leftNegative = !left.IsEmpty && left[0] >= 0x80;
        bool rightNegative = !right.IsEmpty && right[0] >= 0x80;
        if (leftNegative != rightNegative)
        {
            return leftNegative ? -1 : 1;
        }

        // Of one sign and without the bytes that only repeat it: the longer is further from zero, and equal lengths compare as unsigned.
        byte sign = leftNegative ? (byte)0xFF : (byte)0x00;
        left = left.TrimStart(sign);
        right = right.TrimStart(sign);
        if (left.Length != right.Length)
        {
            return left.Length > right.Length == leftNegative ? -1 : 1;
        }

        return left.SequenceCompareTo(right);
    }

    private static bool IsText(LogicalTypeKind? logical, ConvertedType? converted) => logical is null
        ? converted is ConvertedType.Utf8 or ConvertedType.Enum or ConvertedType.Json
        : logical is LogicalTypeKind.String or LogicalTypeKind.Enum or LogicalTypeKind.Json;

    private static bool IsInVariant(SchemaNode node)
    {
        for (SchemaNode? at = node.Parent; at is not null; at = at.Parent)
        {
            if (at.Element.LogicalType?.Kind == LogicalTypeKind.Variant)
            {
                return true;
            }
        }

        return false;
    }
}
