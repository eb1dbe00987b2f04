using System.Buffers;
using System.Buffers.Binary;

namespace Tenon.Splits.Keys;

/// <summary>Writes the few parts of Protocol Buffers that row keys need.</summary>
internal static class ProtoWriter
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;

    public static void WriteTag(int field, int wireType, ArrayBufferWriter<byte> destination) => WriteVarint(((uint)field << 3) | (uint)wireType, destination);

    public static void WriteVarint(ulong value, ArrayBufferWriter<byte> destination)
    {
        Span<byte> target = destination.GetSpan(10);
        int at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        destination.Advance(at);
    }

    public static void WriteFixed64(ulong value, ArrayBufferWriter<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination.GetSpan(sizeof(ulong)), value);
        destination.Advance(sizeof(ulong));
    }

    public static void WriteBytes(int field, ReadOnlySpan<byte> value, ArrayBufferWriter<byte> destination)
    {
        WriteTag(field, LengthDelimited, destination);
        WriteVarint((uint)value.Length, destination);
        destination.Write(value);
    }
}
