namespace Tenon.Parquet.Metadata;

/// <summary>Which logical type an element has; the numbers are the field ids of parquet.thrift's LogicalType union.</summary>
public enum LogicalTypeKind
{
    /// <summary>A kind this library has no name for. It is carried, not refused.</summary>
    Unknown = 0,

    /// <summary>UTF-8 text.</summary>
    String = 1,

    /// <summary>A map.</summary>
    Map = 2,

    /// <summary>A list.</summary>
    List = 3,

    /// <summary>An enumeration, as text.</summary>
    Enum = 4,

    /// <summary>A decimal of some scale and precision.</summary>
    Decimal = 5,

    /// <summary>Days since the Unix epoch.</summary>
    Date = 6,

    /// <summary>Time of day.</summary>
    Time = 7,

    /// <summary>A point in time.</summary>
    Timestamp = 8,

    /// <summary>An integer of some width and signedness.</summary>
    Integer = 10,

    /// <summary>Always null.</summary>
    Null = 11,

    /// <summary>JSON text.</summary>
    Json = 12,

    /// <summary>BSON bytes.</summary>
    Bson = 13,

    /// <summary>A UUID, 16 bytes big-endian.</summary>
    Uuid = 14,

    /// <summary>IEEE 754 binary16, little-endian.</summary>
    Float16 = 15,

    /// <summary>A semi-structured value.</summary>
    Variant = 16,

    /// <summary>A geometry in well-known binary, planar edges.</summary>
    Geometry = 17,

    /// <summary>A geometry in well-known binary on an ellipsoid.</summary>
    Geography = 18,
}

/// <summary>The unit of a time or timestamp; the numbers are the field ids of parquet.thrift's TimeUnit union.</summary>
public enum TimeUnit
{
    /// <summary>1e-3 s.</summary>
    Millis = 1,

    /// <summary>1e-6 s.</summary>
    Micros = 2,

    /// <summary>1e-9 s.</summary>
    Nanos = 3,
}

/// <summary>The logical type of a schema element. Immutable.</summary>
/// <remarks>A file's own bytes are kept in <see cref="Encoded"/> and written again as they were, so that a parameter or a kind
/// that this library does not know survives a rewrite. Equality is by those bytes.</remarks>
public sealed class LogicalType : IEquatable<LogicalType>
{
    /// <param name="kind">The kind.</param>
    /// <param name="encoded">The union as Thrift compact struct bytes, from the first field header to the stop byte, both included.</param>
    public LogicalType(LogicalTypeKind kind, ReadOnlyMemory<byte> encoded) => (Kind, Encoded) = (kind, encoded);

    /// <summary>The kind; <see cref="LogicalTypeKind.Unknown"/> where this library has no name for it.</summary>
    public LogicalTypeKind Kind { get; }

    /// <summary>The field id in the union, also for unknown kinds.</summary>
    public int FieldId { get; init; }

    /// <summary>The union's bytes as Thrift compact struct.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Digits in all, for a decimal.</summary>
    public int Precision { get; init; }

    /// <summary>Digits behind the point, for a decimal.</summary>
    public int Scale { get; init; }

    /// <summary>Bits of an integer: 8, 16, 32 or 64.</summary>
    public int BitWidth { get; init; }

    /// <summary>Whether an integer is signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether a time or timestamp is normalised to UTC.</summary>
    public bool IsAdjustedToUtc { get; init; }

    /// <summary>The unit of a time or timestamp.</summary>
    public TimeUnit Unit { get; init; }

    /// <inheritdoc/>
    public bool Equals(LogicalType? other) => other is not null && FieldId == other.FieldId && Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LogicalType);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Encoded.Span);
        return hash.ToHashCode();
    }

    /// <summary>The name and parameters, as <c>inspect</c> prints them: <c>TIMESTAMP(MICROS, utc)</c>.</summary>
    public override string ToString() => Kind switch
    {
        LogicalTypeKind.Unknown => $"UNKNOWN({FieldId})",
        LogicalTypeKind.Decimal => $"DECIMAL({Precision}, {Scale})",
        LogicalTypeKind.Integer => $"INTEGER({BitWidth}, {(IsSigned ? "signed" : "unsigned")})",
        LogicalTypeKind.Time or LogicalTypeKind.Timestamp =>
            $"{Kind.ToString().ToUpperInvariant()}({Unit.ToString().ToUpperInvariant()}, {(IsAdjustedToUtc ? "utc" : "local")})",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}
