using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Acceptance;

/// <summary>Renders leaf values as DuckDB does.</summary>
internal static class LeafText
{
    private const string Special = "[]{}(),:='\"\\";

    public static void Write(ArrayBufferWriter<byte> to, ColumnDescriptor column, object value, bool nested)
    {
        if (nested)
        {
            var text = new ArrayBufferWriter<byte>();
            Write(text, column, value);
            WriteNested(to, text.WrittenSpan);
        }
        else
        {
            Write(to, column, value);
        }
    }

    private static void Write(ArrayBufferWriter<byte> to, ColumnDescriptor column, object value)
    {
        SchemaElement element = column.Node.Element;
        LogicalType? logical = element.LogicalType;
        LogicalTypeKind kind = logical?.Kind ?? FromConverted(element.ConvertedType);
        switch (value)
        {
            case byte[] bytes when kind is LogicalTypeKind.String or LogicalTypeKind.Enum or LogicalTypeKind.Json:
                to.Write(bytes);
                break;
            case byte[] bytes when kind == LogicalTypeKind.Decimal:
                DuckDbText.Append(to, Decimal(new BigInteger(bytes, isUnsigned: false, isBigEndian: true), logical?.Scale ?? element.Scale ?? 0));
                break;
            case byte[] bytes when kind == LogicalTypeKind.Float16:
                DuckDbText.Append(to, Number((float)BitConverter.ToHalf(bytes)));
                break;
            case byte[] bytes when kind is LogicalTypeKind.Geometry or LogicalTypeKind.Geography:
                DuckDbText.Append(to, WellKnownText.FromBinary(bytes));
                break;
            case byte[] bytes when kind == LogicalTypeKind.Uuid:
                DuckDbText.Append(to, new Guid(bytes, bigEndian: true).ToString());
                break;
            case byte[] bytes when column.Type == PhysicalType.Int96:
                DuckDbText.Append(to, Int96(bytes));
                break;
            case byte[] bytes:
                DuckDbText.Append(to, Blob(bytes));
                break;
            case bool boolean:
                DuckDbText.Append(to, boolean ? "true" : "false");
                break;
            case float number:
                DuckDbText.Append(to, Number(number));
                break;
            case double number:
                DuckDbText.Append(to, Number(number));
                break;
            default:
                DuckDbText.Append(to, Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture), element, logical, kind));
                break;
        }
    }

    // Whether DuckDB puts a text in quotes inside another value.
    private static bool NeedsQuotes(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] == ' ' || text[^1] == ' ' || text.ContainsAny(Encoding.ASCII.GetBytes(Special)) || Ascii.EqualsIgnoreCase(text, "NULL"u8);

    /// <summary>fmt's shortest form: fixed from 1e-4 below 1e16, else with an exponent; always with a point or an exponent.</summary>
    public static string Number(double value) => Number(value, value.ToString("R", CultureInfo.InvariantCulture));

    public static string Number(float value) => Number(value, value.ToString("R", CultureInfo.InvariantCulture));

    private static string Number(double value, string shortest)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        bool negative = shortest.StartsWith('-');
        string[] parts = shortest.TrimStart('-').Split('E');
        string[] digits = parts[0].Split('.');
        string all = (digits[0] + (digits.Length > 1 ? digits[1] : "")).TrimStart('0');
        int point = digits[0].Length + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        point -= (digits[0] + (digits.Length > 1 ? digits[1] : "")).Length - all.Length;
        all = all.TrimEnd('0');
        string text;
        if (all.Length == 0)
        {
            text = "0.0";
        }
        else if (point - 1 is >= -4 and < 16)
        {
            text = point <= 0 ? "0." + new string('0', -point) + all
                : point >= all.Length ? all + new string('0', point - all.Length) + ".0"
                : all[..point] + "." + all[point..];
        }
        else
        {
            int exponent = point - 1;
            text = all[..1] + (all.Length > 1 ? "." + all[1..] : "") + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        }

        return (negative ? "-" : "") + text;
    }

    private static LogicalTypeKind FromConverted(ConvertedType? converted) => converted switch
    {
        ConvertedType.Utf8 => LogicalTypeKind.String,
        ConvertedType.Enum => LogicalTypeKind.Enum,
        ConvertedType.Json => LogicalTypeKind.Json,
        ConvertedType.Decimal => LogicalTypeKind.Decimal,
        ConvertedType.Date => LogicalTypeKind.Date,
        ConvertedType.TimeMillis or ConvertedType.TimeMicros => LogicalTypeKind.Time,
        ConvertedType.TimestampMillis or ConvertedType.TimestampMicros => LogicalTypeKind.Timestamp,
        _ => LogicalTypeKind.Unknown,
    };

    private static string Integer(long value, SchemaElement element, LogicalType? logical, LogicalTypeKind kind)
    {
        bool utc = logical?.IsAdjustedToUtc ?? false;
        long unit = logical?.Unit switch
        {
            TimeUnit.Nanos => 1_000_000_000,
            TimeUnit.Micros => 1_000_000,
            TimeUnit.Millis => 1000,
            _ => element.ConvertedType is ConvertedType.TimeMillis or ConvertedType.TimestampMillis ? 1000 : 1_000_000,
        };
        return kind switch
        {
            LogicalTypeKind.Decimal => Decimal(value, logical?.Scale ?? element.Scale ?? 0),
            LogicalTypeKind.Date => Day(value),
            LogicalTypeKind.Time => Clock(value, unit) + (utc ? "+00" : ""),
            LogicalTypeKind.Timestamp => Timestamp(value, unit) + (utc ? "+00" : ""),
            LogicalTypeKind.Integer when logical is { IsSigned: false, BitWidth: 64 } => unchecked((ulong)value).ToString(CultureInfo.InvariantCulture),
            LogicalTypeKind.Integer when logical is { IsSigned: false } => unchecked((uint)value).ToString(CultureInfo.InvariantCulture),
            _ when element.ConvertedType == ConvertedType.UInt64 => unchecked((ulong)value).ToString(CultureInfo.InvariantCulture),
            _ when element.ConvertedType is ConvertedType.UInt8 or ConvertedType.UInt16 or ConvertedType.UInt32 => unchecked((uint)value).ToString(CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    public static string Decimal(BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." + digits[^scale..] : "");
    }

    // The proleptic Gregorian calendar in 400-year cycles of 146097 days, years beginning in March; DuckDB writes year 0 as 1 (BC).
    public static string Day(long days)
    {
        long shifted = days + 719_468;
        long cycle = (long)Math.Floor(shifted / 146_097.0);
        long ofCycle = shifted - (cycle * 146_097);
        long yearOfCycle = (ofCycle - (ofCycle / 1460) + (ofCycle / 36_524) - (ofCycle / 146_096)) / 365;
        long ofYear = ofCycle - ((365 * yearOfCycle) + (yearOfCycle / 4) - (yearOfCycle / 100));
        long march = ((5 * ofYear) + 2) / 153;
        long day = ofYear - (((153 * march) + 2) / 5) + 1;
        long month = march < 10 ? march + 3 : march - 9;
        long year = yearOfCycle + (400 * cycle) + (month <= 2 ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):0000}-{month:00}-{day:00}{(year > 0 ? "" : " (BC)")}");
    }

    public static string Clock(long value, long unit)
    {
        long seconds = value / unit;
        string fraction = (value % unit).ToString(CultureInfo.InvariantCulture).PadLeft((int)Math.Log10(unit), '0').TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}") + (fraction.Length > 0 ? "." + fraction : "");
    }

    public static string Timestamp(long value, long unit)
    {
        long day = 86400 * unit;
        long days = Math.DivRem(value, day, out long rest);
        return rest < 0 ? $"{Day(days - 1)} {Clock(rest + day, unit)}" : $"{Day(days)} {Clock(rest, unit)}";
    }

    /// <summary>Nanoseconds to microseconds, rounded to the nearest as DuckDB does where it has no finer type.</summary>
    public static long ToMicroseconds(long nanoseconds) => (long)Math.Floor((nanoseconds / 1000.0) + 0.5);

    private static string Int96(byte[] bytes)
    {
        const long EpochJulianDay = 2440588;
        long nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        long days = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)) - EpochJulianDay;
        return Timestamp(unchecked((days * 86_400_000_000) + (nanoseconds / 1000)), 1_000_000); // DuckDB wraps as well.
    }

    public static string Blob(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
        {
            if (b is >= 32 and < 127 and not ((byte)'\\' or (byte)'\'' or (byte)'"'))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            }
        }

        return text.ToString();
    }

    public static void WriteNested(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        if (!NeedsQuotes(text))
        {
            to.Write(text);
            return;
        }

        to.Write("'"u8);
        foreach (byte b in text)
        {
            if (b is (byte)'\'' or (byte)'\\')
            {
                to.Write("\\"u8);
            }

            to.Write([b]);
        }

        to.Write("'"u8);
    }
}
