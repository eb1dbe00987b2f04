using System.Runtime.CompilerServices;

namespace Tenon.Checking.Encoding;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order.</summary>
public sealed class StateReader
{
    private ulong[] _words = new ulong[16];
    private int _wordCount;
    private int _bitAt;

    /// <summary>Begins to read other words.</summary>
    /// <param name="words">The words; copied.</param>
    public void Begin(ReadOnlySpan<ulong> words)
    {
        if (words.Length > _words.Length)
        {
            _words = new ulong[words.Length * 2];
        }

        words.CopyTo(_words);
        (_wordCount, _bitAt) = (words.Length, 0);
    }

    /// <summary>Reads bits.</summary>
    /// <param name="count">How many, 0 to 64.</param>
    /// <exception cref="InvalidOperationException">Fewer are left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadBits(int count)
    {
        unchecked
        {
            if (_bitAt + count > _wordCount << 6)
            {
                ThrowEnd();
            }

            if (count == 0)
            {
                return 0;
            }

            int at = _bitAt >> 6;
            int shift = _bitAt & 63;
            ulong value = _words[at] >> shift;
            if (shift + count > 64)
            {
                value |= _words[at + 1] << (64 - shift);
            }

            _bitAt += count;
            return value & (ulong.MaxValue >> (64 - count));
        }
    }

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean() => ReadBits(1) != 0;

    /// <summary>Reads a number written by <see cref="StateWriter.WriteUnsigned"/>.</summary>
    public ulong ReadUnsigned()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 4)
        {
            ulong group = ReadBits(5);
            value |= (group & 15) << shift;
            if (group < 16)
            {
                return value;
            }
        }
    }

    /// <summary>Reads a number written by <see cref="StateWriter.WriteSigned"/>.</summary>
    public long ReadSigned()
    {
        ulong folded = ReadUnsigned();
        return unchecked((long)(folded >> 1) ^ -(long)(folded & 1));
    }

    /// <summary>Reads a text.</summary>
    public string ReadString()
    {
        int length = ReadCount();
        return string.Create(length, this, static (units, reader) =>
        {
            for (int i = 0; i < units.Length; i++)
            {
                units[i] = reader.ReadBoolean() ? (char)reader.ReadBits(16) : (char)reader.ReadBits(7);
            }
        });
    }

    /// <summary>Reads how many elements follow.</summary>
    public int ReadCount() => checked((int)ReadUnsigned());

    private static void ThrowEnd() => throw new InvalidOperationException("A codec reads more than it wrote.");
}
