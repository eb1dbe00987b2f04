using System.Runtime.CompilerServices;

namespace Tenon.Checking.Encoding;

/// <summary>Values of an enumeration without negative or very large ones: in as few bits as its greatest value has.</summary>
internal sealed class EnumCodec<T> : FixedCodec<T>
    where T : struct, Enum
{
    private readonly int _bits;
    private readonly ulong _greatest;

    public EnumCodec(ulong greatest)
    {
        _bits = StateWriter.BitsFor(greatest);

        // Flags combine, so every pattern of their bits is a value.
        _greatest = typeof(T).IsDefined(typeof(FlagsAttribute), inherit: false) ? (1UL << _bits) - 1 : greatest;
    }

    public override int BitCount => _bits;

    public override ulong ToBits(T value)
    {
        ulong number = EnumNumber.Of(value);
        return number <= _greatest ? number : throw NoSuchValue(value);
    }

    // As in the base class, without a virtual call for each value.
    public override ulong Pack(ReadOnlySpan<T> values)
    {
        ulong word = 0;
        int bits = _bits;
        ulong greatest = _greatest;
        for (int i = 0, used = 0; i < values.Length; i++, used += bits)
        {
            ulong number = EnumNumber.Of(values[i]);
            if (number > greatest)
            {
                throw NoSuchValue(values[i]);
            }

            word |= number << used;
        }

        return word;
    }

    public override void Unpack(ulong word, Span<T> values)
    {
        int bits = _bits;
        ulong mask = (1UL << bits) - 1;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = EnumNumber.Back<T>(word & mask);
            word >>= bits;
        }
    }

    public override T FromBits(ulong bits) => EnumNumber.Back<T>(bits);

    public override string Format(T value) => EnumNumber.Format(value);

    private static ArgumentOutOfRangeException NoSuchValue(T value) => new(nameof(value), value, $"{typeof(T).Name} has no such value.");
}

/// <summary>Values of any enumeration, as numbers of varying length.</summary>
internal sealed class LargeEnumCodec<T> : StateCodec<T>
    where T : struct, Enum
{
    public override void Write(T value, StateWriter writer) => writer.WriteUnsigned(EnumNumber.Of(value));

    public override T Read(StateReader reader) => EnumNumber.Back<T>(reader.ReadUnsigned());

    public override string Format(T value) => EnumNumber.Format(value);
}

/// <summary>The bits of an enumeration's values, without sign: negative values become large ones.</summary>
internal static class EnumNumber
{
    private const ulong GreatestFixed = ushort.MaxValue;

    public static StateCodec<T> Codec<T>()
        where T : struct, Enum
    {
        ulong greatest = Enum.GetValues<T>().Select(Of).DefaultIfEmpty().Max();
        return greatest <= GreatestFixed ? new EnumCodec<T>(greatest) : new LargeEnumCodec<T>();
    }

    public static ulong Of<T>(T value)
        where T : struct, Enum => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(value),
            2 => Unsafe.BitCast<T, ushort>(value),
            4 => Unsafe.BitCast<T, uint>(value),
            _ => Unsafe.BitCast<T, ulong>(value),
        };

    /// <summary>The name, or the names of flags that are set: a comma would be taken for one between two values.</summary>
    public static string Format<T>(T value)
        where T : struct, Enum => value.ToString().Replace(", ", " | ", StringComparison.Ordinal);

    public static T Back<T>(ulong number)
        where T : struct, Enum => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>((byte)number),
            2 => Unsafe.BitCast<ushort, T>((ushort)number),
            4 => Unsafe.BitCast<uint, T>((uint)number),
            _ => Unsafe.BitCast<ulong, T>(number),
        };
}
