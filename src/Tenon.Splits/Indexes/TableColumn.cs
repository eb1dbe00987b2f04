namespace Tenon.Splits.Indexes;

/// <summary>The types that columns of tables can be declared with.</summary>
public enum TableColumnType
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>Text as UTF-8.</summary>
    String,

    /// <summary>A moment, in microseconds since the Unix epoch (UTC).</summary>
    Timestamp,
}

/// <summary>A declared column of a table. Immutable.</summary>
/// <param name="Name">The name of a top-level column.</param>
/// <param name="Type">The type.</param>
/// <param name="IsRequired">Whether null is refused.</param>
public sealed record TableColumn(string Name, TableColumnType Type, bool IsRequired = false);

/// <summary>What the numbers of a timestamp column count since the Unix epoch.</summary>
public enum TimestampUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Thousandths.</summary>
    Milliseconds,

    /// <summary>Millionths.</summary>
    Microseconds,

    /// <summary>Billionths.</summary>
    Nanoseconds,
}

/// <summary>The texts of types and units, and what they mean.</summary>
public static class TableColumnNames
{
    private static readonly (TableColumnType Type, string Name)[] Types =
    [
        (TableColumnType.Boolean, "boolean"), (TableColumnType.Int64, "int64"), (TableColumnType.Float64, "float64"),
        (TableColumnType.String, "string"), (TableColumnType.Timestamp, "timestamp"),
    ];

    private static readonly (TimestampUnit Unit, string Name, long PerSecond)[] Units =
    [
        (TimestampUnit.Seconds, "seconds", 1), (TimestampUnit.Milliseconds, "milliseconds", 1000),
        (TimestampUnit.Microseconds, "microseconds", 1_000_000), (TimestampUnit.Nanoseconds, "nanoseconds", 1_000_000_000),
    ];

    /// <summary>The name of a type in settings.</summary>
    /// <param name="type">The type.</param>
    /// <returns>For example <c>int64</c>.</returns>
    public static string Name(this TableColumnType type) => Array.Find(Types, row => row.Type == type).Name;

    /// <summary>The name of a unit in settings.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>For example <c>milliseconds</c>.</returns>
    public static string Name(this TimestampUnit unit) => Array.Find(Units, row => row.Unit == unit).Name;

    /// <summary>How many of a unit are a second.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>1 to 1,000,000,000.</returns>
    public static long PerSecond(this TimestampUnit unit) => Array.Find(Units, row => row.Unit == unit).PerSecond;

    internal static string AllTypes => string.Join(", ", Types.Select(row => row.Name));

    internal static string AllUnits => string.Join(", ", Units.Select(row => row.Name));

    internal static TableColumnType? ParseType(string name) => Array.FindIndex(Types, row => row.Name == name) is >= 0 and int at ? Types[at].Type : null;

    internal static TimestampUnit? ParseUnit(string name) => Array.FindIndex(Units, row => row.Name == name) is >= 0 and int at ? Units[at].Unit : null;
}
