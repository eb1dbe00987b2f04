using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Metadata;

/// <summary>Makes logical types with their Thrift bytes.</summary>
public static class LogicalTypes
{
    /// <summary>UTF-8 text.</summary>
    public static LogicalType String { get; } = Plain(LogicalTypeKind.String);

    /// <summary>A map.</summary>
    public static LogicalType Map { get; } = Plain(LogicalTypeKind.Map);

    /// <summary>A list.</summary>
    public static LogicalType List { get; } = Plain(LogicalTypeKind.List);

    /// <summary>An enumeration, as text.</summary>
    public static LogicalType Enum { get; } = Plain(LogicalTypeKind.Enum);

    /// <summary>Days since the Unix epoch.</summary>
    public static LogicalType Date { get; } = Plain(LogicalTypeKind.Date);

    /// <summary>Always null.</summary>
    public static LogicalType Null { get; } = Plain(LogicalTypeKind.Null);

    /// <summary>JSON text.</summary>
    public static LogicalType Json { get; } = Plain(LogicalTypeKind.Json);

    /// <summary>BSON bytes.</summary>
    public static LogicalType Bson { get; } = Plain(LogicalTypeKind.Bson);

    /// <summary>A UUID, 16 bytes big-endian.</summary>
    public static LogicalType Uuid { get; } = Plain(LogicalTypeKind.Uuid);

    /// <summary>IEEE 754 binary16.</summary>
    public static LogicalType Float16 { get; } = Plain(LogicalTypeKind.Float16);

    /// <summary>A decimal.</summary>
    /// <param name="precision">Digits in all, at least 1.</param>
    /// <param name="scale">Digits behind the point, 0 to <paramref name="precision"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static LogicalType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new LogicalType(LogicalTypeKind.Decimal, Encode(LogicalTypeKind.Decimal, writer =>
        {
            writer.Int32(1, scale);
            writer.Int32(2, precision);
        }))
        {
            FieldId = (int)LogicalTypeKind.Decimal,
            Precision = precision,
            Scale = scale,
        };
    }

    /// <summary>A point in time.</summary>
    /// <param name="unit">Its unit.</param>
    /// <param name="isAdjustedToUtc">Whether it is normalised to UTC.</param>
    public static LogicalType Timestamp(TimeUnit unit, bool isAdjustedToUtc) => InUnits(LogicalTypeKind.Timestamp, unit, isAdjustedToUtc);

    /// <summary>A time of day.</summary>
    /// <param name="unit">Its unit.</param>
    /// <param name="isAdjustedToUtc">Whether it is normalised to UTC.</param>
    public static LogicalType Time(TimeUnit unit, bool isAdjustedToUtc) => InUnits(LogicalTypeKind.Time, unit, isAdjustedToUtc);

    /// <summary>An integer.</summary>
    /// <param name="bitWidth">8, 16, 32 or 64.</param>
    /// <param name="isSigned">Whether it is signed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is another.</exception>
    public static LogicalType Integer(int bitWidth, bool isSigned)
    {
        if (bitWidth is not (8 or 16 or 32 or 64))
        {
            throw new ArgumentOutOfRangeException(nameof(bitWidth), bitWidth, "integers have 8, 16, 32 or 64 bits");
        }

        return new LogicalType(LogicalTypeKind.Integer, Encode(LogicalTypeKind.Integer, writer =>
        {
            writer.Int8(1, (sbyte)bitWidth);
            writer.Boolean(2, isSigned);
        }))
        {
            FieldId = (int)LogicalTypeKind.Integer,
            BitWidth = bitWidth,
            IsSigned = isSigned,
        };
    }

    private static LogicalType InUnits(LogicalTypeKind kind, TimeUnit unit, bool isAdjustedToUtc) => new(kind, Encode(kind, writer =>
    {
        writer.Boolean(1, isAdjustedToUtc);
        writer.BeginStruct(2);
        writer.BeginStruct((int)unit);
        writer.EndStruct();
        writer.EndStruct();
    }))
    {
        FieldId = (int)kind,
        Unit = unit,
        IsAdjustedToUtc = isAdjustedToUtc,
    };

    private static LogicalType Plain(LogicalTypeKind kind) => new(kind, Encode(kind, _ => { })) { FieldId = (int)kind };

    private static byte[] Encode(LogicalTypeKind kind, Action<CompactWriter> parameters)
    {
        var writer = new CompactWriter(32);
        writer.BeginStruct();
        writer.BeginStruct((int)kind);
        parameters(writer);
        writer.EndStruct();
        writer.EndStruct();
        return writer.Written.ToArray();
    }
}
