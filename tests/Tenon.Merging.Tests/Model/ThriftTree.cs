using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tenon.Merging.Tests.Model;

/// <summary>A Thrift compact struct as a tree that can be changed: for files that lie about themselves, which our writer will not write.</summary>
/// <remarks>Values are <see cref="bool"/>, <see cref="long"/> (all integers), <see cref="double"/>, byte arrays, lists and structs.</remarks>
internal sealed class ThriftStruct
{
    private const int True = 1;
    private const int False = 2;
    private const int Double = 7;
    private const int Binary = 8;
    private const int List = 9;
    private const int Struct = 12;

    private readonly SortedDictionary<int, (int Type, object Value)> _fields = [];

    /// <summary>The field's value; null where absent.</summary>
    public object? this[int id] => _fields.TryGetValue(id, out (int Type, object Value) field) ? field.Value : null;

    public static ThriftStruct Parse(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        return ReadStruct(bytes, ref at);
    }

    public ThriftStruct Child(int id) => (ThriftStruct)this[id]!; // A missing child fails the test, as it should.

    public List<object> Items(int id) => ((ThriftList)this[id]!).Items; // Likewise.

    public IEnumerable<ThriftStruct> Structs(int id) => Items(id).Cast<ThriftStruct>();

    public string Text(int id) => Encoding.UTF8.GetString((byte[])this[id]!); // Likewise.

    /// <summary>Changes a field that exists, keeping its type; booleans may change.</summary>
    public void Set(int id, object value) => _fields[id] = (value is bool isTrue ? (isTrue ? True : False) : _fields[id].Type, value is int number ? (long)number : value);

    /// <summary>Adds bytes.</summary>
    public void AddBinary(int id, byte[] value) => _fields[id] = (Binary, value);

    public void Remove(int id) => _fields.Remove(id);

    public byte[] ToBytes()
    {
        var output = new MemoryStream();
        WriteStruct(output, this);
        return output.ToArray();
    }

    private static ThriftStruct ReadStruct(ReadOnlySpan<byte> bytes, ref int at)
    {
        var result = new ThriftStruct();
        int id = 0;
        while (bytes[at] != 0)
        {
            int head = bytes[at++];
            id = head >> 4 != 0 ? id + (head >> 4) : (int)ZigZag(Varint(bytes, ref at));
            int type = head & 15;
            result._fields[id] = (type, type is True or False ? type == True : ReadValue(bytes, ref at, type));
        }

        at++;
        return result;
    }

    private static object ReadValue(ReadOnlySpan<byte> bytes, ref int at, int type)
    {
        switch (type)
        {
            case True or False: // In a list.
                return bytes[at++] == True;
            case 3:
                return (long)unchecked((sbyte)bytes[at++]);
            case 4 or 5 or 6:
                return ZigZag(Varint(bytes, ref at));
            case Double:
                at += 8;
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes[(at - 8)..]);
            case Binary:
                int length = (int)Varint(bytes, ref at);
                at += length;
                return bytes.Slice(at - length, length).ToArray();
            case List:
                int head = bytes[at++];
                long count = head >> 4 == 15 ? (long)Varint(bytes, ref at) : head >> 4;
                var list = new ThriftList(head & 15);
                for (long i = 0; i < count; i++)
                {
                    list.Items.Add(ReadValue(bytes, ref at, head & 15));
                }

                return list;
            case Struct:
                return ReadStruct(bytes, ref at);
            default:
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Thrift type {type}"));
        }
    }

    private static void WriteStruct(MemoryStream output, ThriftStruct value)
    {
        int previous = 0;
        foreach ((int id, (int type, object field)) in value._fields)
        {
            if (id - previous is > 0 and < 16)
            {
                output.WriteByte((byte)(((id - previous) << 4) | type));
            }
            else
            {
                output.WriteByte((byte)type);
                WriteVarint(output, (ulong)id << 1);
            }

            previous = id;
            if (type is not (True or False))
            {
                WriteValue(output, type, field);
            }
        }

        output.WriteByte(0);
    }

    private static void WriteValue(MemoryStream output, int type, object value)
    {
        switch (value)
        {
            case bool isTrue:
                output.WriteByte(isTrue ? (byte)True : (byte)False);
                break;
            case long number when type == 3:
                output.WriteByte(unchecked((byte)number));
                break;
            case long number:
                WriteVarint(output, unchecked((ulong)((number << 1) ^ (number >> 63))));
                break;
            case double number:
                output.Write(BitConverter.GetBytes(number));
                break;
            case byte[] bytes:
                WriteVarint(output, (ulong)bytes.Length);
                output.Write(bytes);
                break;
            case ThriftList list:
                output.WriteByte((byte)((Math.Min(list.Items.Count, 15) << 4) | list.Type));
                if (list.Items.Count >= 15)
                {
                    WriteVarint(output, (ulong)list.Items.Count);
                }

                list.Items.ForEach(item => WriteValue(output, list.Type, item));
                break;
            default:
                WriteStruct(output, (ThriftStruct)value);
                break;
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static long ZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    private static void WriteVarint(MemoryStream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)((value & 0x7F) | 0x80));
        }

        output.WriteByte((byte)value);
    }

    private sealed class ThriftList(int type)
    {
        public int Type { get; } = type;

        public List<object> Items { get; } = [];
    }
}

/// <summary>Field ids of parquet.thrift, and a way to change a footer.</summary>
internal static class Footer
{
    public const int Schema = 2, RowCount = 3, RowGroups = 4;
    public const int ElementType = 1, ElementTypeLength = 2, ElementName = 4, ElementConverted = 6, ElementLogical = 10;
    public const int GroupColumns = 1, GroupRows = 3, GroupSorting = 4;
    public const int ChunkMetadata = 3;
    public const int MetadataType = 1, MetadataEncodings = 2, MetadataPath = 3, MetadataValues = 5, MetadataStatistics = 12, MetadataEncodingStats = 13;
    public const int StatisticsNulls = 3, StatisticsMax = 5, StatisticsMin = 6;
    public const int StatsEncoding = 2;

    /// <summary>The file with another footer.</summary>
    public static byte[] Edit(byte[] file, Action<ThriftStruct> edit)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        ThriftStruct footer = ThriftStruct.Parse(file.AsSpan(file.Length - 8 - length, length));
        edit(footer);
        byte[] changed = footer.ToBytes();
        byte[] tail = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(tail, changed.Length);
        return [.. file.AsSpan(0, file.Length - 8 - length), .. changed, .. tail, .. "PAR1"u8];
    }

    /// <summary>The metadata of a column's chunks.</summary>
    public static IEnumerable<ThriftStruct> Chunks(ThriftStruct footer, string column) =>
        from rowGroup in footer.Structs(RowGroups)
        from chunk in rowGroup.Structs(GroupColumns)
        let metadata = chunk.Child(ChunkMetadata)
        where string.Join('.', metadata.Items(MetadataPath).Select(name => Encoding.UTF8.GetString((byte[])name))) == column
        select metadata;

    public static ThriftStruct Element(ThriftStruct footer, string name) => footer.Structs(Schema).Single(element => element.Text(ElementName) == name);
}
