using System.Buffers.Binary;

namespace Tenon.Splits.Keys;

/// <summary>Reads the few parts of Protocol Buffers that row keys need, and passes over what it does not know.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Reads the next field's number and wire type.</summary>
    /// <returns>False at the end.</returns>
    public bool TryReadTag(out int field, out int wireType)
    {
        (field, wireType) = (0, 0);
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        (field, wireType) = tag <= uint.MaxValue && tag >> 3 != 0 ? ((int)(tag >> 3), (int)(tag & 7)) : throw Malformed($"tag {tag}");
        return true;
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            byte next = _rest[i];
            if (i == 9 && next > 1)
            {
                break; // More than 64 bits.
            }

            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw Malformed("a number that does not end");
    }

    public ulong ReadFixed64()
    {
        ulong value = _rest.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(_rest) : throw Malformed($"{_rest.Length} bytes where 8 are expected");
        _rest = _rest[sizeof(ulong)..];
        return value;
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        ReadOnlySpan<byte> value = length <= (uint)_rest.Length ? _rest[..(int)length] : throw Malformed($"a length of {length} where {_rest.Length} bytes remain");
        _rest = _rest[(int)length..];
        return value;
    }

    public void Skip(int wireType)
    {
        switch (wireType)
        {
            case ProtoWriter.Varint:
                ReadVarint();
                break;
            case ProtoWriter.Fixed64:
                ReadFixed64();
                break;
            case ProtoWriter.LengthDelimited:
                ReadBytes();
                break;
            case 5 when _rest.Length >= sizeof(uint):
                _rest = _rest[sizeof(uint)..];
                break;
            default:
                throw Malformed($"wire type {wireType}");
        }
    }

    public static FormatException Malformed(string found) => new($"row keys: {found}; a message of row keys is expected");
}
