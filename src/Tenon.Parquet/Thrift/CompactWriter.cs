using System.Text;

namespace Tenon.Parquet.Thrift;

/// <summary>Writes Thrift's compact protocol into memory that grows. Not thread-safe.</summary>
/// <remarks>
/// A field header is one byte, high bits to low: the distance to the previous field id (4 bits), the type (4 bits); distances
/// above 15 and ids that fall take the long form, which Parquet's structs never need but a union of an unknown kind might.
/// </remarks>
internal sealed class CompactWriter
{
    // Parquet's deepest struct is 6 levels down (footer, row group, chunk, chunk metadata, statistics); 16 leaves room.
    private const int MaximumNesting = 16;

    private readonly int[] _outerFields = new int[MaximumNesting];
    private byte[] _buffer;
    private int _length;
    private int _nesting;
    private int _lastField;

    public CompactWriter(int capacity = 256) => _buffer = new byte[capacity];

    /// <summary>What was written so far; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>Forgets everything, keeps the memory.</summary>
    public void Clear() => (_length, _nesting, _lastField) = (0, 0, 0);

    /// <summary>Begins a struct that is no field: the outermost one, or an element of a list.</summary>
    public void BeginStruct()
    {
        _outerFields[_nesting++] = _lastField;
        _lastField = 0;
    }

    /// <summary>Begins a struct that is a field.</summary>
    public void BeginStruct(int field)
    {
        Field(field, CompactType.Struct);
        BeginStruct();
    }

    /// <summary>Ends the struct begun last.</summary>
    public void EndStruct()
    {
        Reserve(1)[0] = 0;
        _lastField = _outerFields[--_nesting];
    }

    public void Boolean(int field, bool value) => Field(field, value ? CompactType.True : CompactType.False);

    public void Int8(int field, sbyte value)
    {
        Field(field, CompactType.Int8);
        Reserve(1)[0] = unchecked((byte)value); // The same eight bits.
    }

    public void Int16(int field, short value)
    {
        Field(field, CompactType.Int16);
        ZigZag(value);
    }

    public void Int32(int field, int value)
    {
        Field(field, CompactType.Int32);
        ZigZag(value);
    }

    public void Int64(int field, long value)
    {
        Field(field, CompactType.Int64);
        ZigZag(value);
    }

    public void Binary(int field, ReadOnlySpan<byte> value)
    {
        Field(field, CompactType.Binary);
        BinaryElement(value);
    }

    public void String(int field, string value)
    {
        Field(field, CompactType.Binary);
        StringElement(value);
    }

    /// <summary>A struct field whose bytes, stop byte included, are known.</summary>
    public void RawStruct(int field, ReadOnlySpan<byte> encoded)
    {
        Field(field, CompactType.Struct);
        Raw(encoded);
    }

    /// <summary>Begins a list field; its elements follow by the <c>…Element</c> methods or by <see cref="BeginStruct()"/>.</summary>
    public void BeginList(int field, CompactType element, int count)
    {
        Field(field, CompactType.List);
        if (count < 15)
        {
            Reserve(1)[0] = (byte)((count << 4) | (int)element);
            return;
        }

        Reserve(1)[0] = (byte)(0xF0 | (int)element);
        Varint((ulong)count);
    }

    public void Int32Element(int value) => ZigZag(value);

    public void Int64Element(long value) => ZigZag(value);

    // The protocol's text says 1 and 2 for elements as for fields; readers take 1 as true and all else as false.
    public void BooleanElement(bool value) => Reserve(1)[0] = (byte)(value ? CompactType.True : CompactType.False);

    public void BinaryElement(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Raw(value);
    }

    public void StringElement(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    private void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private void Field(int id, CompactType type)
    {
        int distance = id - _lastField;
        if (distance is > 0 and <= 15)
        {
            Reserve(1)[0] = (byte)((distance << 4) | (int)type);
        }
        else
        {
            Reserve(1)[0] = (byte)type;
            ZigZag((short)id);
        }

        _lastField = id;
    }

    // Unchecked: zigzag maps the sign bit to the lowest, so half of all values leave the signed range by design.
    private void ZigZag(long value) => Varint(unchecked((ulong)((value << 1) ^ (value >> 63))));

    private void Varint(ulong value)
    {
        int length = 1;
        for (ulong rest = value >> 7; rest != 0; rest >>= 7)
        {
            length++;
        }

        Span<byte> target = Reserve(length);
        for (int i = 0; i < length - 1; i++)
        {
            target[i] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        target[length - 1] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length)));
        }

        Span<byte> span = _buffer.AsSpan(_length, count);
        _length = needed;
        return span;
    }
}
