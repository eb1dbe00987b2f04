using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tenon.Checking.Encoding;

/// <summary>A codec that takes the same number of bits for all values, so that sequences of them can be written many at a time.</summary>
internal abstract class FixedCodec<T> : StateCodec<T>
{
    /// <summary>At most 32.</summary>
    public abstract int BitCount { get; }

    public abstract ulong ToBits(T value);

    public abstract T FromBits(ulong bits);

    /// <summary>The bits of several values, the first one's lowest. They fit into a word.</summary>
    public virtual ulong Pack(ReadOnlySpan<T> values)
    {
        ulong word = 0;
        int used = 0;
        foreach (T value in values)
        {
            word |= ToBits(value) << used;
            used += BitCount;
        }

        return word;
    }

    /// <summary>The values that <see cref="Pack"/> packed.</summary>
    public virtual void Unpack(ulong word, Span<T> values)
    {
        ulong mask = (1UL << BitCount) - 1;
        foreach (ref T value in values)
        {
            value = FromBits(word & mask);
            word >>= BitCount;
        }
    }

    public sealed override void Write(T value, StateWriter writer) => writer.WriteBits(ToBits(value), BitCount);

    public sealed override T Read(StateReader reader) => FromBits(reader.ReadBits(BitCount));
}

internal sealed class BooleanCodec : FixedCodec<bool>
{
    public override int BitCount => 1;

    public override ulong ToBits(bool value) => value ? 1UL : 0UL;

    public override bool FromBits(ulong bits) => bits != 0;

    public override ulong Pack(ReadOnlySpan<bool> values) => Bits(values);

    /// <summary>At most 64 values, the first one's bit lowest. Without branches, which would be guessed wrong half of the time.</summary>
    public static ulong Bits(ReadOnlySpan<bool> values)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        ulong word = 0;
        int at = 0;
        for (; at + 8 <= bytes.Length; at += 8)
        {
            Vector128<byte> eight = Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..])).AsByte();
            word |= unchecked((ulong)(byte)~Vector128.Equals(eight, Vector128<byte>.Zero).ExtractMostSignificantBits()) << at;
        }

        for (; at < bytes.Length; at++)
        {
            word |= (ulong)Math.Min(bytes[at], (byte)1) << at;
        }

        return word;
    }

    public override void Unpack(ulong word, Span<bool> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((word >> i) & 1) != 0;
        }
    }
}

internal sealed class Int32Codec : StateCodec<int>
{
    public override void Write(int value, StateWriter writer) => writer.WriteSigned(value);

    public override int Read(StateReader reader) => (int)reader.ReadSigned();
}

internal sealed class Int64Codec : StateCodec<long>
{
    public override void Write(long value, StateWriter writer) => writer.WriteSigned(value);

    public override long Read(StateReader reader) => reader.ReadSigned();
}

internal sealed class UInt64Codec : StateCodec<ulong>
{
    public override void Write(ulong value, StateWriter writer) => writer.WriteUnsigned(value);

    public override ulong Read(StateReader reader) => reader.ReadUnsigned();
}

internal sealed class UInt32Codec : StateCodec<uint>
{
    public override void Write(uint value, StateWriter writer) => writer.WriteUnsigned(value);

    public override uint Read(StateReader reader) => (uint)reader.ReadUnsigned();
}

internal sealed class ByteCodec : FixedCodec<byte>
{
    public override int BitCount => 8;

    public override ulong ToBits(byte value) => value;

    public override byte FromBits(ulong bits) => (byte)bits;
}

internal sealed class Int16Codec : StateCodec<short>
{
    public override void Write(short value, StateWriter writer) => writer.WriteSigned(value);

    public override short Read(StateReader reader) => (short)reader.ReadSigned();
}

internal sealed class SByteCodec : StateCodec<sbyte>
{
    public override void Write(sbyte value, StateWriter writer) => writer.WriteSigned(value);

    public override sbyte Read(StateReader reader) => (sbyte)reader.ReadSigned();
}

internal sealed class UInt16Codec : StateCodec<ushort>
{
    public override void Write(ushort value, StateWriter writer) => writer.WriteUnsigned(value);

    public override ushort Read(StateReader reader) => (ushort)reader.ReadUnsigned();
}

internal sealed class CharCodec : FixedCodec<char>
{
    public override int BitCount => 16;

    public override ulong ToBits(char value) => value;

    public override char FromBits(ulong bits) => (char)bits;

    public override string Format(char value) => $"'{value}'";
}

internal sealed class StringCodec : StateCodec<string>
{
    public override void Write(string value, StateWriter writer) => writer.WriteString(value);

    public override string Read(StateReader reader) => reader.ReadString();

    public override string Format(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>Numbers of a range, in as few bits as tell them apart.</summary>
internal sealed class RangeCodec : FixedCodec<int>
{
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly int _bits;

    public RangeCodec(int minimum, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);
        (_minimum, _maximum) = (minimum, maximum);
        _bits = StateWriter.BitsFor((ulong)((long)maximum - minimum));
    }

    public override int BitCount => _bits;

    public override ulong ToBits(int value)
    {
        if (value < _minimum || value > _maximum)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The codec is for numbers from {_minimum} to {_maximum}.");
        }

        return (ulong)((long)value - _minimum);
    }

    public override int FromBits(ulong bits) => (int)((long)bits + _minimum);
}
