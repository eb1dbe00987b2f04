using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tenon.Ingest.Rows;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Ingest.Reading;

/// <summary>What a field of a text file is converted to.</summary>
internal enum FieldKind
{
    Text,
    MetricType,
    UInt32,
    UInt64,
    Int64,
    Float64,
    Boolean,
    Timestamp,
    Int16List,
    UInt64List,
}

/// <summary>Converts the fields of one column of NDJSON or CSV. Not thread-safe.</summary>
/// <remarks>
/// Text is text. Whole numbers are whole and in range. Floating-point numbers are numbers or the texts NaN, Infinity and -Infinity. A
/// metric type is its number or its name. A timestamp is RFC 3339 with an offset, a list an array of whole numbers (in CSV as JSON).
/// Nothing is converted silently: a number is no text, and 1.0 no whole number.
/// </remarks>
internal sealed class FieldColumn(string name, FieldKind kind, RowColumn column)
{
    private static readonly string[] MetricTypes = ["gauge", "sum", "histogram", "exponential_histogram", "summary"];

    private readonly List<long> _items = [];
    private readonly List<ulong> _unsignedItems = [];
    private byte[] _text = [];

    public string Name => name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public ColumnBuffer Buffer => column.Values;

    public string Expected => kind switch
    {
        FieldKind.Text => "a text",
        FieldKind.MetricType => $"a metric type, 0 to 4 or {string.Join(", ", MetricTypes)},",
        FieldKind.UInt32 => "a whole number of 32 bits without sign",
        FieldKind.UInt64 => "a whole number of 64 bits without sign",
        FieldKind.Int64 => "a whole number of 64 bits",
        FieldKind.Float64 => "a number, or NaN, Infinity or -Infinity as text,",
        FieldKind.Boolean => "true or false",
        FieldKind.Timestamp => "a time by RFC 3339 with an offset, such as 2026-01-31T23:59:59Z,",
        FieldKind.Int16List => "a list of whole numbers of 16 bits",
        _ => "a list of whole numbers of 64 bits without sign",
    };

    /// <summary>The column that holds fields of a kind, null where there is none.</summary>
    public static ColumnShape ShapeOf(string name, FieldKind kind) => kind switch
    {
        FieldKind.Int16List => ColumnShape.Of(SchemaField.List(name, true, SchemaField.Required("item", LeafType.Integer(16, true)))),
        FieldKind.UInt64List => ColumnShape.Of(SchemaField.List(name, true, SchemaField.Required("item", LeafType.Integer(64, false)))),
        _ => ColumnShape.Of(SchemaField.Optional(name, kind switch
        {
            FieldKind.Text => LeafType.String,
            FieldKind.MetricType => LeafType.Integer(8, false),
            FieldKind.UInt32 => LeafType.Integer(32, false),
            FieldKind.UInt64 => LeafType.Integer(64, false),
            FieldKind.Int64 => LeafType.Int64,
            FieldKind.Float64 => LeafType.Double,
            FieldKind.Boolean => LeafType.Boolean,
            _ => LeafType.Timestamp(TimeUnit.Micros),
        })),
    };

    /// <summary>Adds the value that a JSON reader is at; a list is read to its end.</summary>
    /// <returns>False if it is not what is expected; nothing was added then.</returns>
    public bool TryAppend(ref Utf8JsonReader json)
    {
        switch (kind)
        {
            case FieldKind.Int16List or FieldKind.UInt64List:
                return TryAppendList(ref json);
            case FieldKind.Boolean:
                bool isTrue = json.TokenType == JsonTokenType.True;
                return (isTrue || json.TokenType == JsonTokenType.False) && Add(isTrue ? (byte)1 : (byte)0);
            case FieldKind.Text or FieldKind.Timestamp:
                return json.TokenType == JsonTokenType.String && TryAppend(TextOf(ref json));
            case FieldKind.Float64 or FieldKind.MetricType when json.TokenType == JsonTokenType.String:
                ReadOnlySpan<byte> text = TextOf(ref json);
                return (kind == FieldKind.MetricType ? text.Length > 0 && !char.IsAsciiDigit((char)text[0]) : IsNoNumber(text)) && TryAppend(text);
            default:
                return json.TokenType == JsonTokenType.Number && TryAppend(json.ValueSpan);
        }
    }

    /// <summary>Adds a value from its text.</summary>
    /// <returns>False if it is not what is expected; nothing was added then.</returns>
    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case FieldKind.Text:
                if (!Utf8.IsValid(text))
                {
                    return false;
                }

                Buffer.Append(text);
                return true;
            case FieldKind.MetricType:
                return (TryWhole(text, out ulong type) && type <= byte.MaxValue && Add((int)type)) || TryAppendMetricType(text);
            case FieldKind.UInt32:
                return TryWhole(text, out ulong narrow) && narrow <= uint.MaxValue && Add((uint)narrow);
            case FieldKind.UInt64:
                return TryWhole(text, out ulong wide) && Add(wide);
            case FieldKind.Int64:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed) && text[0] != '+' && Add(signed);
            case FieldKind.Float64:
                return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
                    && (double.IsFinite(number) || IsNoNumber(text)) && Add(number);
            case FieldKind.Boolean:
                return text.SequenceEqual("true"u8) ? Add((byte)1) : text.SequenceEqual("false"u8) && Add((byte)0);
            case FieldKind.Timestamp:
                return TryAppendTime(text);
            default:
                return TryAppendListText(text);
        }
    }

    private bool Add<T>(T value)
        where T : unmanaged
    {
        Buffer.Append(value);
        return true;
    }

    private static bool TryWhole(ReadOnlySpan<byte> text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool IsNoNumber(ReadOnlySpan<byte> text) => text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8);

    private bool TryAppendMetricType(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < MetricTypes.Length; i++)
        {
            if (Ascii.Equals(text, MetricTypes[i]))
            {
                return Add(i);
            }
        }

        return false;
    }

    private bool TryAppendTime(ReadOnlySpan<byte> text)
    {
        // Without an offset the same text would be another moment on another machine.
        bool hasOffset = text.EndsWith("Z"u8) || (text.Length > 6 && text[^6] is (byte)'+' or (byte)'-' && text[^3] == ':');
        return hasOffset
            && text.Length > 10 && text[10] == 'T'
            && DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            && Add((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
    }

    private bool TryAppendListText(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            return json.Read() && TryAppendList(ref json) && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryAppendList(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        _items.Clear();
        _unsignedItems.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number)
            {
                return false;
            }

            if (kind == FieldKind.Int16List)
            {
                if (!json.TryGetInt16(out short item))
                {
                    return false;
                }

                _items.Add(item);
            }
            else
            {
                if (!json.TryGetUInt64(out ulong item))
                {
                    return false;
                }

                _unsignedItems.Add(item);
            }
        }

        if (kind == FieldKind.Int16List)
        {
            Buffer.AppendList<int>(_items.Select(item => (int)item).ToArray());
        }
        else
        {
            Buffer.AppendList<ulong>(_unsignedItems.ToArray());
        }

        return true;
    }

    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return json.ValueSpan;
        }

        if (_text.Length < json.ValueSpan.Length)
        {
            _text = new byte[json.ValueSpan.Length];
        }

        return _text.AsSpan(0, json.CopyString(_text));
    }
}
