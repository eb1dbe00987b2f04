namespace Tenon.Splits;

/// <summary>128 bits as 26 digits of Crockford's base 32, in lower case, so that texts sort as numbers do.</summary>
internal static class Ulid
{
    public const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // No i, l, o, u.

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = 0;
        if (text.Length != Length || text[0] > '7')
        {
            return false; // 26 digits hold 130 bits; the first has only three of its five.
        }

        foreach (char c in text)
        {
            int digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
        }

        return true;
    }

    public static void Write(UInt128 bits, Span<char> text)
    {
        for (int i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(uint)(bits & 31)];
            bits >>= 5;
        }
    }

    public static string ToString(UInt128 bits) => string.Create(Length, bits, static (text, value) => Write(value, text));
}
