using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Cli.Inspection;

/// <summary>Shows a value of statistics or page indexes as its logical type means it. Bytes that cannot be such a value are shown in hex.</summary>
internal static class ValueText
{
    /// <summary>Long texts are cut: bounds are to be looked at, not read.</summary>
    private const int MaximumCharacters = 60;

    private const long NanosecondsPerTick = 100;

    /// <summary>The text; null for no value.</summary>
    public static string? Of(byte[]? value, ColumnDescriptor column) =>
        value is null ? null
        : IsOfWidth(value, column) ? Show(value, column)
        : Hex(value);

    private static bool IsOfWidth(byte[] value, ColumnDescriptor column) => column.ValueWidth == 0 || value.Length == column.ValueWidth;

    private static string Show(byte[] value, ColumnDescriptor column)
    {
        SchemaElement element = column.Node.Element;
        return column.Type switch
        {
            PhysicalType.Boolean => value[0] != 0 ? "true" : "false",
            PhysicalType.Int32 => ShowInteger(BinaryPrimitives.ReadInt32LittleEndian(value), 32, element),
            PhysicalType.Int64 => ShowInteger(BinaryPrimitives.ReadInt64LittleEndian(value), 64, element),
            PhysicalType.Int96 => ShowInt96(value),
            PhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(value).ToString("R", CultureInfo.InvariantCulture),
            PhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString("R", CultureInfo.InvariantCulture),
            _ => ShowBytes(value, element),
        };
    }

    private static string ShowInteger(long value, int bits, SchemaElement element)
    {
        if (element.LogicalType is LogicalType logical)
        {
            return logical.Kind switch
            {
                LogicalTypeKind.Date => ShowDate(value),
                LogicalTypeKind.Time => ShowTime(value, logical.Unit),
                LogicalTypeKind.Timestamp => ShowTimestamp(value, logical.Unit, logical.IsAdjustedToUtc),
                LogicalTypeKind.Decimal => ShowDecimal(value, logical.Scale),
                LogicalTypeKind.Integer when !logical.IsSigned => ShowUnsigned(value, bits),
                _ => value.ToString(CultureInfo.InvariantCulture),
            };
        }

        return element.ConvertedType switch
        {
            ConvertedType.Date => ShowDate(value),
            ConvertedType.TimeMillis => ShowTime(value, TimeUnit.Millis),
            ConvertedType.TimeMicros => ShowTime(value, TimeUnit.Micros),
            ConvertedType.TimestampMillis => ShowTimestamp(value, TimeUnit.Millis, isUtc: true),
            ConvertedType.TimestampMicros => ShowTimestamp(value, TimeUnit.Micros, isUtc: true),
            ConvertedType.Decimal => ShowDecimal(value, element.Scale ?? 0),
            ConvertedType.UInt8 or ConvertedType.UInt16 or ConvertedType.UInt32 or ConvertedType.UInt64 => ShowUnsigned(value, bits),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string ShowBytes(byte[] value, SchemaElement element)
    {
        LogicalTypeKind? logical = element.LogicalType?.Kind;
        ConvertedType? converted = element.ConvertedType;
        if (logical == LogicalTypeKind.Decimal || (logical is null && converted == ConvertedType.Decimal))
        {
            return ShowDecimal(new BigInteger(value, isUnsigned: false, isBigEndian: true), element.LogicalType?.Scale ?? element.Scale ?? 0);
        }

        if (logical is LogicalTypeKind.String or LogicalTypeKind.Enum or LogicalTypeKind.Json
            || (logical is null && converted is ConvertedType.Utf8 or ConvertedType.Enum or ConvertedType.Json))
        {
            return ShowText(value);
        }

        return (logical, value.Length) switch
        {
            (LogicalTypeKind.Uuid, 16) => new Guid(value, bigEndian: true).ToString(),
            (LogicalTypeKind.Float16, 2) => ((float)BinaryPrimitives.ReadHalfLittleEndian(value)).ToString("R", CultureInfo.InvariantCulture),
            _ => Hex(value),
        };
    }

    private static string ShowText(byte[] value)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value);
        }
        catch (ArgumentException)
        {
            return Hex(value); // A bound cut in the middle of a character, or no text at all.
        }

        var shown = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes().Take(MaximumCharacters))
        {
            shown.Append(Rune.IsControl(rune) ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}") : rune.Value is '"' or '\\' ? "\\" + rune : rune.ToString());
        }

        return shown.Append(text.EnumerateRunes().Skip(MaximumCharacters).Any() ? "\"..." : "\"").ToString();
    }

    private static string ShowUnsigned(long value, int bits) =>
        (bits == 32 ? unchecked((uint)value) : unchecked((ulong)value)).ToString(CultureInfo.InvariantCulture); // The bits are those of an unsigned number.

    private static string ShowDate(long days) =>
        days >= -719_162 && days <= 2_932_896 // 0001-01-01 to 9999-12-31
            ? new DateOnly(1970, 1, 1).AddDays((int)days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : days.ToString(CultureInfo.InvariantCulture) + " days";

    private static string ShowTime(long value, TimeUnit unit)
    {
        (long perSecond, string fraction) = UnitOf(unit);
        return value < 0 || value >= 86_400 * perSecond
            ? value.ToString(CultureInfo.InvariantCulture)
            : TimeSpan.FromSeconds(value / perSecond).ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture) + "." + (value % perSecond).ToString(fraction, CultureInfo.InvariantCulture);
    }

    private static string ShowTimestamp(long value, TimeUnit unit, bool isUtc)
    {
        (long perSecond, string fraction) = UnitOf(unit);
        (long seconds, long rest) = Math.DivRem(value, perSecond);
        (seconds, rest) = rest < 0 ? (seconds - 1, rest + perSecond) : (seconds, rest);
        if (seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        string whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return whole + "." + rest.ToString(fraction, CultureInfo.InvariantCulture) + (isUtc ? "Z" : "");
    }

    private static (long PerSecond, string Fraction) UnitOf(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => (1_000, "000"),
        TimeUnit.Micros => (1_000_000, "000000"),
        _ => (1_000_000_000, "000000000"),
    };

    /// <summary>Nanoseconds of the day, then the Julian day.</summary>
    private static string ShowInt96(byte[] value)
    {
        const int julianDayOfEpoch = 2_440_588;
        long nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(value);
        long day = BinaryPrimitives.ReadInt32LittleEndian(value.AsSpan(8)) - (long)julianDayOfEpoch;
        return nanoseconds >= 0 && nanoseconds < TimeSpan.TicksPerDay * NanosecondsPerTick
            ? ShowDate(day) + "T" + ShowTime(nanoseconds, TimeUnit.Nanos)
            : Hex(value);
    }

    private static string ShowDecimal(BigInteger unscaled, int scale)
    {
        if (scale <= 0)
        {
            return unscaled.ToString(CultureInfo.InvariantCulture) + (scale < 0 ? string.Create(CultureInfo.InvariantCulture, $"E{-scale}") : "");
        }

        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + "." + digits[^scale..];
    }

    private static string Hex(byte[] value) =>
        "0x" + Convert.ToHexStringLower(value.AsSpan(0, Math.Min(value.Length, MaximumCharacters / 2))) + (value.Length > MaximumCharacters / 2 ? "..." : "");
}
