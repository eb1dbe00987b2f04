using System.Diagnostics.CodeAnalysis;

namespace Tenon.Splits;

/// <summary>The id of a split: <c>table_</c> and a lower-case ULID, 48 bits of milliseconds and 80 of randomness, so that ids sort by time of creation.</summary>
/// <remarks><c>default</c> is not an id. Immutable.</remarks>
public readonly record struct SplitId : IComparable<SplitId>
{
    /// <summary>What every id begins with.</summary>
    public const string Prefix = "table_";

    private const int UlidLength = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u.

    internal SplitId(UInt128 bits) => Bits = bits;

    /// <summary>The 128 bits: milliseconds since the Unix epoch in the upper 48, the random part below.</summary>
    internal UInt128 Bits { get; }

    /// <summary>Compares by creation time, then by the random part, as the texts do.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the left one is earlier.</returns>
    public static bool operator <(SplitId left, SplitId right) => left.Bits < right.Bits;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(SplitId left, SplitId right) => left.Bits > right.Bits;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(SplitId left, SplitId right) => left.Bits <= right.Bits;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(SplitId left, SplitId right) => left.Bits >= right.Bits;

    /// <summary>Reads an id by its strict grammar (F-68): nothing that passes can climb out of a folder.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SplitId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + UlidLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        UInt128 bits = 0;
        for (int i = Prefix.Length; i < text.Length; i++)
        {
            int digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            bool overflows = i == Prefix.Length && digit > 7; // 26 digits hold 130 bits, an id has 128.
            if (digit < 0 || overflows)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
        }

        id = new SplitId(bits);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not <c>table_</c> and a lower-case ULID.</exception>
    public static SplitId Parse(string text) =>
        TryParse(text, out SplitId id) ? id : throw new FormatException($"split id '{text}'; '{Prefix}' and a lower-case ULID are expected");

    /// <summary>The id <paramref name="ordinal"/> places after this one, so that a plan can name its outputs before it knows how many there are.</summary>
    /// <param name="ordinal">At least 0.</param>
    /// <returns>The id.</returns>
    public SplitId Offset(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        return new SplitId(Bits + (uint)ordinal);
    }

    /// <inheritdoc/>
    public int CompareTo(SplitId other) => Bits.CompareTo(other.Bits);

    /// <inheritdoc/>
    public override string ToString() => string.Create(Prefix.Length + UlidLength, Bits, static (text, bits) =>
    {
        Prefix.CopyTo(text);
        for (int i = text.Length - 1; i >= Prefix.Length; i--)
        {
            text[i] = Alphabet[(int)(uint)(bits & 31)];
            bits >>= 5;
        }
    });
}
