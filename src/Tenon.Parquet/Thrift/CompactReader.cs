using System.Text;

namespace Tenon.Parquet.Thrift;

/// <summary>Reads Thrift's compact protocol from bytes of any origin.</summary>
/// <remarks>
/// Bounded by the bytes there are: a container may not announce more elements than bytes remain (each takes at least one), a
/// string no more bytes, skipping nests at most <see cref="MaximumDepth"/> deep. Every error is a
/// <see cref="ParquetFormatException"/> with the byte offset. Numbers are read from any integer type that the value fits.
/// </remarks>
internal ref struct CompactReader
{
    /// <summary>Nesting of unknown fields that is skipped; parquet.thrift itself nests less than ten deep.</summary>
    public const int MaximumDepth = 64;

    private readonly ReadOnlySpan<byte> _source;
    private readonly long _fileOffset;
    private int _at;

    /// <param name="source">The bytes.</param>
    /// <param name="fileOffset">Where the first of them lies in the file, for messages.</param>
    public CompactReader(ReadOnlySpan<byte> source, long fileOffset)
    {
        _source = source;
        _fileOffset = fileOffset;
    }

    /// <summary>Bytes read.</summary>
    public readonly int Position => _at;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _source.Length - _at;

    /// <summary>Reads a field header.</summary>
    /// <param name="id">The id of the field before, 0 at the beginning of a struct; becomes the id of this one.</param>
    /// <param name="type">Its type.</param>
    /// <returns>False at the end of the struct.</returns>
    public bool TryReadField(ref int id, out CompactType type)
    {
        byte header = ReadByte();
        type = (CompactType)(header & 0x0F);
        if (type == CompactType.Stop)
        {
            return false;
        }

        int delta = header >> 4;
        long next = delta != 0 ? id + delta : ReadInteger();
        if (next is < short.MinValue or > short.MaxValue)
        {
            throw Error($"field id {next} where 16 bits are expected");
        }

        id = (int)next;
        return true;
    }

    /// <summary>Reads a list or set header.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="element">The type its elements have.</param>
    /// <returns>How many elements follow; at most <see cref="Remaining"/>.</returns>
    public int ReadList(CompactType type, out CompactType element)
    {
        if (type is not (CompactType.List or CompactType.Set))
        {
            throw Unexpected(type, "a list");
        }

        byte header = ReadByte();
        element = (CompactType)(header & 0x0F);
        ulong count = (ulong)header >> 4;
        if (count == 15)
        {
            count = ReadVarint();
        }

        return count <= (ulong)Remaining ? (int)count : throw Error($"a list announces {count} elements with {Remaining} bytes left");
    }

    /// <summary>Reads a list header whose elements must be structs, binaries or the like.</summary>
    public int ReadListOf(CompactType type, CompactType expected)
    {
        int count = ReadList(type, out CompactType element);
        return element == expected || count == 0 ? count : throw Unexpected(element, $"a list of {expected}");
    }

    /// <summary>Checks that a struct begins here.</summary>
    public readonly void ExpectStruct(CompactType type)
    {
        if (type != CompactType.Struct)
        {
            throw Unexpected(type, "a struct");
        }
    }

    public readonly bool ReadBool(CompactType type) => type switch
    {
        CompactType.True => true,
        CompactType.False => false,
        _ => throw Unexpected(type, "a boolean"),
    };

    /// <summary>Reads a boolean that is a list element: one byte, 1 for true.</summary>
    public bool ReadBoolElement() => ReadByte() == 1;

    /// <summary>Whether a field holds an integer of any width.</summary>
    public static bool IsInteger(CompactType type) => type is CompactType.Int8 or CompactType.Int16 or CompactType.Int32 or CompactType.Int64;

    public int ReadInt32(CompactType type)
    {
        long value = ReadInt64(type);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Error($"{value} where 32 bits are expected");
    }

    public long ReadInt64(CompactType type) => type switch
    {
        CompactType.Int8 => unchecked((sbyte)ReadByte()), // The byte is the two's complement.
        CompactType.Int16 or CompactType.Int32 or CompactType.Int64 => ReadInteger(),
        _ => throw Unexpected(type, "an integer"),
    };

    public ReadOnlySpan<byte> ReadBinary(CompactType type)
    {
        if (type != CompactType.Binary)
        {
            throw Unexpected(type, "a string");
        }

        ulong length = ReadVarint();
        if (length > (ulong)Remaining)
        {
            throw Error($"a string of {length} bytes with {Remaining} left");
        }

        ReadOnlySpan<byte> value = _source.Slice(_at, (int)length);
        _at += (int)length;
        return value;
    }

    /// <summary>Reads text; bytes that are not UTF-8 become replacement characters.</summary>
    public string ReadString(CompactType type) => Encoding.UTF8.GetString(ReadBinary(type));

    /// <summary>Passes over a value of any type.</summary>
    public void Skip(CompactType type) => Skip(type, 0);

    /// <summary>Passes over a value and gives its bytes.</summary>
    public ReadOnlySpan<byte> ReadRaw(CompactType type)
    {
        int from = _at;
        Skip(type);
        return _source[from.._at];
    }

    /// <summary>An error at the current byte.</summary>
    public readonly ParquetFormatException Error(string problem) => new(problem, checked(_fileOffset + _at));

    private void Skip(CompactType type, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Error($"fields nested deeper than {MaximumDepth}");
        }

        switch (type)
        {
            case CompactType.True or CompactType.False:
                break;
            case CompactType.Int8:
                SkipBytes(1);
                break;
            case CompactType.Int16 or CompactType.Int32 or CompactType.Int64:
                _ = ReadVarint();
                break;
            case CompactType.Double:
                SkipBytes(8);
                break;
            case CompactType.Uuid:
                SkipBytes(16);
                break;
            case CompactType.Binary:
                _ = ReadBinary(type);
                break;
            case CompactType.List or CompactType.Set:
                int count = ReadList(type, out CompactType element);
                for (int i = 0; i < count; i++)
                {
                    SkipElement(element, depth + 1);
                }

                break;
            case CompactType.Map:
                SkipMap(depth);
                break;
            case CompactType.Struct:
                int id = 0;
                while (TryReadField(ref id, out CompactType field))
                {
                    Skip(field, depth + 1);
                }

                break;
            default:
                throw Error($"type {(int)type} where a Thrift compact type is expected");
        }
    }

    // As an element a boolean takes a byte; as a field its type is its value.
    private void SkipElement(CompactType element, int depth)
    {
        if (element is CompactType.True or CompactType.False)
        {
            SkipBytes(1);
        }
        else
        {
            Skip(element, depth);
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = ReadVarint();
        if (count == 0)
        {
            return;
        }

        byte types = ReadByte();
        if (count > (ulong)Remaining)
        {
            throw Error($"a map announces {count} entries with {Remaining} bytes left");
        }

        for (ulong i = 0; i < count; i++)
        {
            SkipElement((CompactType)(types >> 4), depth + 1);
            SkipElement((CompactType)(types & 0x0F), depth + 1);
        }
    }

    private long ReadInteger()
    {
        ulong coded = ReadVarint();
        return unchecked((long)(coded >> 1) ^ -(long)(coded & 1)); // Zigzag.
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadByte();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error("a variable-length integer is longer than 64 bits");
    }

    private void SkipBytes(int count) => _at = count <= Remaining ? _at + count : throw Error($"{count} bytes are expected, {Remaining} are left");

    private byte ReadByte() => _at < _source.Length ? _source[_at++] : throw Error("the structure is cut short");

    private readonly ParquetFormatException Unexpected(CompactType type, string expected) => Error($"Thrift type {type} where {expected} is expected");
}
