using System.Buffers;
using System.Buffers.Binary;

namespace Tenon.Splits.Keys;

/// <summary>Values as bytes that compare as the values do; complemented, they compare the other way round.</summary>
internal static class KeyEncoding
{
    private const byte Terminator = 0;
    private const byte Escape = 1;

    /// <summary>Writes an ordinal, which is never complemented, so that nulls, which write nothing, are last in both directions.</summary>
    public static void WriteOrdinal(byte ordinal, IBufferWriter<byte> destination)
    {
        destination.GetSpan(1)[0] = ordinal;
        destination.Advance(1);
    }

    /// <summary>Text: a 0 or a 1 in it is preceded by a 1, and a 0 ends it. No encoding is a prefix of another.</summary>
    public static void WriteText(ReadOnlySpan<byte> utf8, bool descending, IBufferWriter<byte> destination)
    {
        byte mask = descending ? (byte)0xff : (byte)0;
        Span<byte> target = destination.GetSpan(checked((2 * utf8.Length) + 1));
        int at = 0;
        foreach (byte value in utf8)
        {
            if (value <= Escape)
            {
                target[at++] = (byte)(Escape ^ mask);
            }

            target[at++] = (byte)(value ^ mask);
        }

        target[at++] = (byte)(Terminator ^ mask);
        destination.Advance(at);
    }

    /// <summary>A number: 8 bytes, highest first, its sign flipped.</summary>
    public static void WriteInt64(long value, bool descending, IBufferWriter<byte> destination)
    {
        ulong bits = unchecked((ulong)value) ^ (1UL << 63); // A reinterpretation, not a number.
        BinaryPrimitives.WriteUInt64BigEndian(destination.GetSpan(sizeof(ulong)), descending ? ~bits : bits);
        destination.Advance(sizeof(ulong));
    }

    /// <summary>True or false: one byte.</summary>
    public static void WriteBoolean(bool value, bool descending, IBufferWriter<byte> destination)
    {
        byte bits = value ? (byte)1 : (byte)0;
        destination.GetSpan(1)[0] = descending ? (byte)~bits : bits;
        destination.Advance(1);
    }

    /// <summary>Writes ordinal and value; nothing for null.</summary>
    /// <returns>Whether values of that kind can be written: floating-point numbers cannot.</returns>
    public static bool TryWrite(int ordinal, in SortValue value, bool descending, IBufferWriter<byte> destination)
    {
        switch (value.Kind)
        {
            case SortValueKind.Null:
                return true;
            case SortValueKind.Text:
                WriteOrdinal((byte)ordinal, destination);
                WriteText(value.Utf8.Span, descending, destination);
                return true;
            case SortValueKind.Int64:
                WriteOrdinal((byte)ordinal, destination);
                WriteInt64(value.Int64, descending, destination);
                return true;
            case SortValueKind.Boolean:
                WriteOrdinal((byte)ordinal, destination);
                WriteBoolean(value.Int64 != 0, descending, destination);
                return true;
            default:
                return false;
        }
    }
}
