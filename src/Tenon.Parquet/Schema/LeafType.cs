using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>The type of a leaf column: physical type with old and new annotation. Immutable.</summary>
public sealed record LeafType
{
    private LeafType(PhysicalType physical) => Physical = physical;

    /// <summary>The physical type.</summary>
    public PhysicalType Physical { get; private init; }

    /// <summary>Bytes of a FIXED_LEN_BYTE_ARRAY; otherwise 0.</summary>
    public int Length { get; private init; }

    /// <summary>The old annotation, where there is one that says the same.</summary>
    public ConvertedType? Converted { get; private init; }

    /// <summary>The new annotation.</summary>
    public LogicalType? Logical { get; private init; }

    /// <summary>True or false.</summary>
    public static LeafType Boolean { get; } = new(PhysicalType.Boolean);

    /// <summary>32-bit signed integer.</summary>
    public static LeafType Int32 { get; } = new(PhysicalType.Int32);

    /// <summary>64-bit signed integer.</summary>
    public static LeafType Int64 { get; } = new(PhysicalType.Int64);

    /// <summary>12-byte timestamp. Deprecated.</summary>
    public static LeafType Int96 { get; } = new(PhysicalType.Int96);

    /// <summary>IEEE 754 binary32.</summary>
    public static LeafType Float { get; } = new(PhysicalType.Float);

    /// <summary>IEEE 754 binary64.</summary>
    public static LeafType Double { get; } = new(PhysicalType.Double);

    /// <summary>Bytes.</summary>
    public static LeafType Bytes { get; } = new(PhysicalType.ByteArray);

    /// <summary>UTF-8 text.</summary>
    public static LeafType String { get; } = new(PhysicalType.ByteArray) { Converted = ConvertedType.Utf8, Logical = LogicalTypes.String };

    /// <summary>An enumeration, as text.</summary>
    public static LeafType Enum { get; } = new(PhysicalType.ByteArray) { Converted = ConvertedType.Enum, Logical = LogicalTypes.Enum };

    /// <summary>JSON text.</summary>
    public static LeafType Json { get; } = new(PhysicalType.ByteArray) { Converted = ConvertedType.Json, Logical = LogicalTypes.Json };

    /// <summary>BSON bytes.</summary>
    public static LeafType Bson { get; } = new(PhysicalType.ByteArray) { Converted = ConvertedType.Bson, Logical = LogicalTypes.Bson };

    /// <summary>A UUID, 16 bytes big-endian.</summary>
    public static LeafType Uuid { get; } = new(PhysicalType.FixedLenByteArray) { Length = 16, Logical = LogicalTypes.Uuid };

    /// <summary>IEEE 754 binary16.</summary>
    public static LeafType Float16 { get; } = new(PhysicalType.FixedLenByteArray) { Length = 2, Logical = LogicalTypes.Float16 };

    /// <summary>Days since the Unix epoch.</summary>
    public static LeafType Date { get; } = new(PhysicalType.Int32) { Converted = ConvertedType.Date, Logical = LogicalTypes.Date };

    /// <summary>Months, days and milliseconds, 4 bytes each.</summary>
    public static LeafType Interval { get; } = new(PhysicalType.FixedLenByteArray) { Length = 12, Converted = ConvertedType.Interval };

    /// <summary>Bytes of a fixed length.</summary>
    /// <param name="length">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    public static LeafType FixedBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new LeafType(PhysicalType.FixedLenByteArray) { Length = length };
    }

    /// <summary>An integer of some width: INT32 up to 32 bits, INT64 above.</summary>
    /// <param name="bitWidth">8, 16, 32 or 64.</param>
    /// <param name="isSigned">Whether it is signed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is another.</exception>
    public static LeafType Integer(int bitWidth, bool isSigned)
    {
        LogicalType logical = LogicalTypes.Integer(bitWidth, isSigned);
        ConvertedType converted = (bitWidth, isSigned) switch
        {
            (8, true) => ConvertedType.Int8,
            (16, true) => ConvertedType.Int16,
            (32, true) => ConvertedType.Int32,
            (64, true) => ConvertedType.Int64,
            (8, false) => ConvertedType.UInt8,
            (16, false) => ConvertedType.UInt16,
            (32, false) => ConvertedType.UInt32,
            _ => ConvertedType.UInt64,
        };
        return new LeafType(bitWidth == 64 ? PhysicalType.Int64 : PhysicalType.Int32) { Converted = converted, Logical = logical };
    }

    /// <summary>A point in time, in 64 bits.</summary>
    /// <param name="unit">Its unit.</param>
    /// <param name="isAdjustedToUtc">Whether it is normalised to UTC. The old annotation, which knows only such, is written only then.</param>
    public static LeafType Timestamp(TimeUnit unit, bool isAdjustedToUtc = true) => new(PhysicalType.Int64)
    {
        Logical = LogicalTypes.Timestamp(unit, isAdjustedToUtc),
        Converted = (unit, isAdjustedToUtc) switch
        {
            (TimeUnit.Millis, true) => ConvertedType.TimestampMillis,
            (TimeUnit.Micros, true) => ConvertedType.TimestampMicros,
            _ => null,
        },
    };

    /// <summary>A time of day: INT32 for milliseconds, INT64 for smaller units.</summary>
    /// <param name="unit">Its unit.</param>
    /// <param name="isAdjustedToUtc">Whether it is normalised to UTC.</param>
    public static LeafType Time(TimeUnit unit, bool isAdjustedToUtc = true) => new(unit == TimeUnit.Millis ? PhysicalType.Int32 : PhysicalType.Int64)
    {
        Logical = LogicalTypes.Time(unit, isAdjustedToUtc),
        Converted = (unit, isAdjustedToUtc) switch
        {
            (TimeUnit.Millis, true) => ConvertedType.TimeMillis,
            (TimeUnit.Micros, true) => ConvertedType.TimeMicros,
            _ => null,
        },
    };

    /// <summary>A decimal: INT32 up to 9 digits, INT64 up to 18, above them as few fixed bytes as hold it.</summary>
    /// <param name="precision">Digits in all, 1 to 76.</param>
    /// <param name="scale">Digits behind the point, 0 to <paramref name="precision"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LeafType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 76);
        PhysicalType physical = precision <= 9 ? PhysicalType.Int32 : precision <= 18 ? PhysicalType.Int64 : PhysicalType.FixedLenByteArray;
        return DecimalIn(physical, precision, scale) with
        {
            // Of n bytes, 8n - 1 bits are digits; log2(10) = 3.3219.
            Length = physical == PhysicalType.FixedLenByteArray ? (int)Math.Ceiling(((precision * Math.Log2(10)) + 1) / 8) : 0,
        };
    }

    /// <summary>A decimal in byte arrays of any length, big-endian two's complement.</summary>
    /// <param name="precision">Digits in all, at least 1.</param>
    /// <param name="scale">Digits behind the point, 0 to <paramref name="precision"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LeafType DecimalBytes(int precision, int scale) => DecimalIn(PhysicalType.ByteArray, precision, scale);

    /// <summary>A type with an annotation of any kind, for what has no member here.</summary>
    /// <param name="physical">The physical type.</param>
    /// <param name="length">Bytes of a FIXED_LEN_BYTE_ARRAY; otherwise 0.</param>
    /// <param name="logical">The new annotation, written as its bytes say.</param>
    /// <param name="converted">The old annotation.</param>
    public static LeafType Of(PhysicalType physical, int length = 0, LogicalType? logical = null, ConvertedType? converted = null) =>
        new(physical) { Length = length, Logical = logical, Converted = converted };

    private static LeafType DecimalIn(PhysicalType physical, int precision, int scale) => new(physical)
    {
        Converted = ConvertedType.Decimal,
        Logical = LogicalTypes.Decimal(precision, scale),
    };
}
