using System.Numerics;
using System.Runtime.CompilerServices;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Encoding;

/// <summary>Writes a state as bits, packed into words. What is written must be readable again without knowing how long it is.</summary>
public sealed class StateWriter
{
    private ulong[] _words = new ulong[16];
    private int _bitCount;

    /// <summary>The names that members of scalar sets are written by; null for their own.</summary>
    internal Renaming? Renaming
    {
        get;
        set
        {
            field = value;
            IsPlain = value is null && Focus is null;
        }
    }

    /// <summary>A member: only what concerns it is written, and who the others are is not. For comparing members, not for reading.</summary>
    internal (ScalarSet Set, int Member)? Focus
    {
        get;
        set
        {
            field = value;
            IsPlain = value is null && Renaming is null;
        }
    }

    /// <summary>
    /// Whether members of scalar sets are written by their own names, and all of a state is. If not, a codec leaves members to
    /// <see cref="StateCodec.Member"/> and what they index to <see cref="StateCodec.IndexedBy"/>.
    /// </summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>Bits written.</summary>
    public int BitCount => _bitCount;

    /// <summary>What was written, as at least one word; unused bits are 0. Valid until the next write.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, Math.Max(1, (_bitCount + 63) >> 6));

    /// <summary>Writes the low bits of a word.</summary>
    /// <param name="value">The word; the bits above the count are 0.</param>
    /// <param name="count">How many, 0 to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBits(ulong value, int count)
    {
        unchecked
        {
            int at = _bitCount >> 6;
            int shift = _bitCount & 63;
            if (at + 1 >= _words.Length)
            {
                Array.Resize(ref _words, _words.Length * 2);
            }

            _words[at] |= value << shift;
            if (shift + count > 64)
            {
                _words[at + 1] = value >> (64 - shift);
            }

            _bitCount += count;
        }
    }

    /// <summary>Writes a truth value as one bit.</summary>
    /// <param name="value">The value.</param>
    public void WriteBoolean(bool value) => WriteBits(value ? 1UL : 0UL, 1);

    /// <summary>Writes how many truth values there are, then each as one bit.</summary>
    /// <param name="values">The values.</param>
    public void WriteBooleans(ReadOnlySpan<bool> values)
    {
        const int beside = 15; // A count up to this takes 5 bits, so that both fit into a word.
        if (values.Length <= beside)
        {
            WriteBits((uint)values.Length | (BooleanCodec.Bits(values) << 5), values.Length + 5);
            return;
        }

        WriteUnsigned((ulong)values.Length);
        for (; values.Length > 64; values = values[64..])
        {
            WriteBits(BooleanCodec.Bits(values[..64]), 64);
        }

        WriteBits(BooleanCodec.Bits(values), values.Length);
    }

    /// <summary>Writes a number from 0 up; small ones take few bits: 5 up to 15, 10 up to 255, and so on.</summary>
    /// <param name="value">The number.</param>
    public void WriteUnsigned(ulong value)
    {
        while (value > 15)
        {
            WriteBits((value & 15) | 16, 5);
            value >>= 4;
        }

        WriteBits(value, 5);
    }

    /// <summary>Writes a number; those near 0 take few bits: 5 from -8 to 7.</summary>
    /// <param name="value">The number.</param>
    public void WriteSigned(long value) => WriteUnsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Writes a text by its UTF-16 code units.</summary>
    /// <param name="value">The text.</param>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteUnsigned((ulong)value.Length);
        foreach (char unit in value)
        {
            if (unit < 0x80)
            {
                WriteBits((ulong)unit << 1, 8);
            }
            else
            {
                WriteBits(((ulong)unit << 1) | 1, 17);
            }
        }
    }

    /// <summary>Writes all that another writer holds.</summary>
    internal void Append(ReadOnlySpan<ulong> words, int bitCount)
    {
        for (int i = 0; bitCount > 0; i++, bitCount -= 64)
        {
            WriteBits(words[i], Math.Min(64, bitCount));
        }
    }

    /// <summary>Begins anew.</summary>
    internal void Clear()
    {
        // A loop: most states are of one word or two, for which a call would take longer. A write may have set the word after the last.
        for (int i = Math.Min(_words.Length - 1, (_bitCount >> 6) + 1); i >= 0; i--)
        {
            _words[i] = 0;
        }

        _bitCount = 0;
    }

    /// <summary>Bits needed to tell values from 0 to this one apart.</summary>
    internal static int BitsFor(ulong maximum) => 64 - BitOperations.LeadingZeroCount(maximum);
}
