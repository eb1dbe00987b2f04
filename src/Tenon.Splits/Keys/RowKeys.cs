using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Tenon.Splits.Keys;

/// <summary>The sort columns of the first and of the last row of a split. "First" and "last" are places in its order: of a descending column the
/// first row has the greater value. Immutable.</summary>
/// <remarks>
/// As a Protocol Buffers message (proto3):
/// <code>
/// message RowKeys {
///   repeated Value min_row_values = 1;               // one for each column of the sort schema, in its order
///   repeated Value max_row_values = 2;
///   repeated Value all_inclusive_max_row_values = 3; // always equal to max_row_values
///   bool expired = 4;                                // always false, so never written
/// }
/// message Value {
///   oneof value { bytes text = 1; int64 int64 = 2; double float64 = 3; bool boolean = 4; } // nothing for null
/// }
/// </code>
/// </remarks>
public sealed class RowKeys : IEquatable<RowKeys>
{
    /// <summary>Row keys.</summary>
    /// <param name="first">The first row's values, one for each column of the sort schema; null where the column is absent.</param>
    /// <param name="last">The last row's values.</param>
    /// <exception cref="ArgumentException">The two have not the same number of values.</exception>
    public RowKeys(ImmutableArray<SortValue> first, ImmutableArray<SortValue> last)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(last.Length, first.Length, nameof(last));
        (First, Last) = (first, last);
    }

    /// <summary>The first row's values.</summary>
    public ImmutableArray<SortValue> First { get; }

    /// <summary>The last row's values.</summary>
    public ImmutableArray<SortValue> Last { get; }

    /// <summary>Reads the message.</summary>
    /// <param name="source">The bytes; fields that are not known are passed over.</param>
    /// <returns>The row keys.</returns>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static RowKeys Parse(ReadOnlySpan<byte> source)
    {
        var first = ImmutableArray.CreateBuilder<SortValue>();
        var last = ImmutableArray.CreateBuilder<SortValue>();
        var inclusive = ImmutableArray.CreateBuilder<SortValue>();
        bool isExpired = false;
        var reader = new ProtoReader(source);
        while (reader.TryReadTag(out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (1, ProtoWriter.LengthDelimited):
                    first.Add(ParseValue(reader.ReadBytes()));
                    break;
                case (2, ProtoWriter.LengthDelimited):
                    last.Add(ParseValue(reader.ReadBytes()));
                    break;
                case (3, ProtoWriter.LengthDelimited):
                    inclusive.Add(ParseValue(reader.ReadBytes()));
                    break;
                case (4, ProtoWriter.Varint):
                    isExpired = reader.ReadVarint() != 0;
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        if (first.Count != last.Count || !inclusive.SequenceEqual(last) || isExpired)
        {
            throw ProtoReader.Malformed($"{first.Count} first values, {last.Count} last values, {inclusive.Count} of all, expired {isExpired}");
        }

        return new RowKeys(first.ToImmutable(), last.ToImmutable());
    }

    /// <summary>Writes the message.</summary>
    /// <returns>The bytes.</returns>
    public ImmutableArray<byte> ToProto()
    {
        var message = new ArrayBufferWriter<byte>();
        var value = new ArrayBufferWriter<byte>();
        WriteValues(1, First, value, message);
        WriteValues(2, Last, value, message);
        WriteValues(3, Last, value, message);
        return [.. message.WrittenSpan];
    }

    /// <summary>The same for people.</summary>
    /// <returns>JSON with the names of the message's fields; numbers that JSON does not have are texts.</returns>
    public string ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            WriteValues(writer, "min_row_values", First);
            WriteValues(writer, "max_row_values", Last);
            WriteValues(writer, "all_inclusive_max_row_values", Last);
            writer.WriteBoolean("expired", false);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] RowKeys? other) => other is not null && First.SequenceEqual(other.First) && Last.SequenceEqual(other.Last);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowKeys);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (SortValue value in First.Concat(Last))
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(", ", First)}) to ({string.Join(", ", Last)})";

    private static void WriteValues(int field, ImmutableArray<SortValue> values, ArrayBufferWriter<byte> scratch, ArrayBufferWriter<byte> message)
    {
        foreach (SortValue value in values)
        {
            scratch.ResetWrittenCount();
            switch (value.Kind)
            {
                case SortValueKind.Text:
                    ProtoWriter.WriteBytes(1, value.Utf8.Span, scratch);
                    break;
                case SortValueKind.Int64:
                    ProtoWriter.WriteTag(2, ProtoWriter.Varint, scratch);
                    ProtoWriter.WriteVarint(unchecked((ulong)value.Int64), scratch); // As the format has negative numbers: all 64 bits.
                    break;
                case SortValueKind.Float64:
                    ProtoWriter.WriteTag(3, ProtoWriter.Fixed64, scratch);
                    ProtoWriter.WriteFixed64(BitConverter.DoubleToUInt64Bits(value.Float64), scratch);
                    break;
                case SortValueKind.Boolean:
                    ProtoWriter.WriteTag(4, ProtoWriter.Varint, scratch);
                    ProtoWriter.WriteVarint((ulong)value.Int64, scratch);
                    break;
            }

            ProtoWriter.WriteBytes(field, scratch.WrittenSpan, message);
        }
    }

    private static SortValue ParseValue(ReadOnlySpan<byte> source)
    {
        SortValue value = default;
        var reader = new ProtoReader(source);
        while (reader.TryReadTag(out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (1, ProtoWriter.LengthDelimited):
                    value = SortValue.OfText(reader.ReadBytes().ToArray());
                    break;
                case (2, ProtoWriter.Varint):
                    value = SortValue.OfInt64(unchecked((long)reader.ReadVarint())); // See above.
                    break;
                case (3, ProtoWriter.Fixed64):
                    value = SortValue.OfFloat64(BitConverter.UInt64BitsToDouble(reader.ReadFixed64()));
                    break;
                case (4, ProtoWriter.Varint):
                    value = SortValue.OfBoolean(reader.ReadVarint() != 0);
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return value;
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, ImmutableArray<SortValue> values)
    {
        writer.WriteStartArray(name);
        foreach (SortValue value in values)
        {
            switch (value.Kind)
            {
                case SortValueKind.Text:
                    writer.WriteStringValue(Encoding.UTF8.GetString(value.Utf8.Span)); // Bytes that are no UTF-8 are replaced: this is for people.
                    break;
                case SortValueKind.Int64:
                    writer.WriteNumberValue(value.Int64);
                    break;
                case SortValueKind.Float64 when double.IsFinite(value.Float64):
                    writer.WriteNumberValue(value.Float64);
                    break;
                case SortValueKind.Float64:
                    writer.WriteStringValue(value.ToString());
                    break;
                case SortValueKind.Boolean:
                    writer.WriteBooleanValue(value.Int64 != 0);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }

        writer.WriteEndArray();
    }
}
