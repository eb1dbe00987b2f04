using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Acceptance;

/// <summary>Renders VARIANT values, shredded or not, as DuckDB does (parquet-format, VariantEncoding.md and VariantShredding.md).</summary>
internal sealed class VariantText
{
    private readonly byte[] _metadata;

    private VariantText(byte[] metadata) => _metadata = metadata;

    /// <summary>The text of a VARIANT group's value; null for a variant null.</summary>
    public static byte[]? Render(SchemaNode node, object?[] fields)
    {
        byte[] metadata = (byte[])Field(node, fields, "metadata")!; // Required by the format.
        return new VariantText(metadata).Shredded(node, fields, nested: false);
    }

    private static object? Field(SchemaNode node, object?[] fields, string name)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (node.Children[i].Name == name)
            {
                return fields[i];
            }
        }

        return null;
    }

    // A group of value and typed_value: null where both are, which is a null, or a missing field of an object.
    private byte[]? Shredded(SchemaNode group, object?[] fields, bool nested)
    {
        byte[]? value = (byte[]?)Field(group, fields, "value");
        object? typed = Field(group, fields, "typed_value");
        if (typed is null)
        {
            return value is null ? null : Binary(value, nested);
        }

        SchemaNode node = group.Children.First(child => child.Name == "typed_value");
        if (node.Column is not null)
        {
            var text = new ArrayBufferWriter<byte>();
            LeafText.Write(text, node.Column, typed, nested);
            return text.WrittenSpan.ToArray();
        }

        object?[] content = (object?[])typed;
        if (node.Children[0].Repetition == Metadata.Repetition.Repeated)
        {
            SchemaNode repeated = node.Children[0];
            return List(((List<object?>)content[0]!).Select(item =>
            {
                object?[] element = (object?[])item!;
                return Shredded(repeated.Children[0], (object?[])element[0]!, nested: true);
            }));
        }

        // Fields of the schema, then those left in the binary value; sorted by name.
        var members = new List<(string Name, byte[]? Value)>();
        for (int i = 0; i < content.Length; i++)
        {
            SchemaNode field = node.Children[i];
            object?[]? member = (object?[]?)content[i];
            if (member is not null && member.Any(part => part is not null))
            {
                members.Add((field.Name, Shredded(field, member, nested: true)));
            }
        }

        if (value is not null)
        {
            members.AddRange(Members(value));
        }

        return Struct(members);
    }

    private byte[]? Binary(ReadOnlySpan<byte> value, bool nested)
    {
        int header = value[0] >> 2;
        ReadOnlySpan<byte> body = value[1..];
        return (value[0] & 3) switch
        {
            0 => Primitive(header, body, nested),
            1 => Text(body[..header], nested),
            2 => Struct(Members(value)),
            _ => List(Items(header, body)),
        };
    }

    private static byte[]? Primitive(int type, ReadOnlySpan<byte> body, bool nested) => type switch
    {
        0 => null,
        1 => "true"u8.ToArray(),
        2 => "false"u8.ToArray(),
        3 => Number(unchecked((sbyte)body[0])),
        4 => Number(BinaryPrimitives.ReadInt16LittleEndian(body)),
        5 => Number(BinaryPrimitives.ReadInt32LittleEndian(body)),
        6 => Number(BinaryPrimitives.ReadInt64LittleEndian(body)),
        7 => Text(LeafText.Number(BinaryPrimitives.ReadDoubleLittleEndian(body)), nested),
        8 or 9 or 10 => Text(LeafText.Decimal(new BigInteger(body.Slice(1, 4 << (type - 8))), body[0]), nested),
        11 => Text(LeafText.Day(BinaryPrimitives.ReadInt32LittleEndian(body)), nested),
        12 => Text(LeafText.Timestamp(BinaryPrimitives.ReadInt64LittleEndian(body), 1_000_000) + "+00", nested),
        13 => Text(LeafText.Timestamp(BinaryPrimitives.ReadInt64LittleEndian(body), 1_000_000), nested),
        14 => Text(LeafText.Number(BinaryPrimitives.ReadSingleLittleEndian(body)), nested),
        15 => Text(LeafText.Blob(Sized(body).ToArray()), nested),
        16 => Text(Sized(body), nested),
        17 => Text(LeafText.Clock(BinaryPrimitives.ReadInt64LittleEndian(body), 1_000_000), nested),
        18 => Text(LeafText.Timestamp(LeafText.ToMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(body)), 1_000_000) + "+00", nested),
        19 => Text(LeafText.Timestamp(BinaryPrimitives.ReadInt64LittleEndian(body), 1_000_000_000), nested),
        20 => Text(new Guid(body[..16], bigEndian: true).ToString(), nested),
        _ => throw new NotSupportedException($"variant primitive {type}"),
    };

    private List<(string Name, byte[]? Value)> Members(ReadOnlySpan<byte> value)
    {
        int header = value[0] >> 2;
        ReadOnlySpan<byte> body = value[1..];
        int offsetSize = (header & 3) + 1;
        int idSize = ((header >> 2) & 3) + 1;
        int countSize = (header & 16) != 0 ? 4 : 1;
        int count = Integer(body, 0, countSize);
        int offsets = countSize + (count * idSize);
        int data = offsets + ((count + 1) * offsetSize);
        var members = new List<(string Name, byte[]? Value)>();
        for (int i = 0; i < count; i++)
        {
            string name = Name(Integer(body, countSize + (i * idSize), idSize));
            members.Add((name, Binary(body[(data + Integer(body, offsets + (i * offsetSize), offsetSize))..], nested: true)));
        }

        return members;
    }

    private List<byte[]?> Items(int header, ReadOnlySpan<byte> body)
    {
        int offsetSize = (header & 3) + 1;
        int countSize = (header & 4) != 0 ? 4 : 1;
        int count = Integer(body, 0, countSize);
        int data = countSize + ((count + 1) * offsetSize);
        var items = new List<byte[]?>();
        for (int i = 0; i < count; i++)
        {
            items.Add(Binary(body[(data + Integer(body, countSize + (i * offsetSize), offsetSize))..], nested: true));
        }

        return items;
    }

    private string Name(int id)
    {
        int size = (_metadata[0] >> 6) + 1;
        int count = Integer(_metadata, 1, size);
        int offsets = 1 + size;
        int data = offsets + ((count + 1) * size);
        int from = Integer(_metadata, offsets + (id * size), size);
        int to = Integer(_metadata, offsets + ((id + 1) * size), size);
        return Encoding.UTF8.GetString(_metadata.AsSpan(data + from, to - from));
    }

    private static byte[] List(IEnumerable<byte[]?> items)
    {
        var text = new List<byte>("["u8.ToArray());
        foreach (byte[]? item in items)
        {
            text.AddRange(text.Count > 1 ? ", "u8 : []);
            text.AddRange(item ?? "NULL"u8);
        }

        return [.. text, (byte)']'];
    }

    private static byte[] Struct(IEnumerable<(string Name, byte[]? Value)> members)
    {
        var text = new List<byte>("{"u8.ToArray());
        foreach ((string name, byte[]? value) in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            text.AddRange(Encoding.UTF8.GetBytes($"{(text.Count > 1 ? ", " : "")}'{name}': "));
            text.AddRange(value ?? "NULL"u8);
        }

        return [.. text, (byte)'}'];
    }

    private static byte[] Number(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private static byte[] Text(string text, bool nested) => Text(Encoding.UTF8.GetBytes(text), nested);

    private static byte[] Text(ReadOnlySpan<byte> text, bool nested)
    {
        if (!nested)
        {
            return text.ToArray();
        }

        var quoted = new ArrayBufferWriter<byte>();
        LeafText.WriteNested(quoted, text);
        return quoted.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> Sized(ReadOnlySpan<byte> body) => body.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(body));

    private static int Integer(ReadOnlySpan<byte> source, int at, int size)
    {
        int value = 0;
        for (int i = 0; i < size; i++)
        {
            value |= source[at + i] << (8 * i);
        }

        return value;
    }
}
