namespace Tenon.Checking.Hashing;

/// <summary>Hashes a state's words. Fixed constants: equal words give equal fingerprints in every process, on every machine, in every thread.</summary>
/// <remarks>
/// A state of one word is hashed by a bijection, so such states never collide. Longer ones are folded two words at a time by a full
/// 64 x 64 -> 128 bit multiplication: a product depends on all bits of both factors, so a difference in one word cannot be undone by a fixed
/// difference in the next, which simple multiply-and-shift chains allow.
/// </remarks>
internal static class Fingerprint
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;
    private const ulong Third = 0x8EBC6AF09C88C6E3;

    /// <summary>How many foldings a state of this length goes through; each may bring two different states together once in 2^64.</summary>
    public static int FoldCount(int wordCount) => wordCount <= 1 ? 0 : (wordCount + 1) / 2;

    /// <summary>The 64-bit fingerprint of a state.</summary>
    public static ulong Of(ReadOnlySpan<ulong> words) => words.Length == 1 ? Permute(words[0]) : Fold(words, Seed);

    /// <summary>64 further bits, independent of <see cref="Of"/>.</summary>
    public static ulong SecondHalfOf(ReadOnlySpan<ulong> words) => Fold(words, ~Seed);

    /// <summary>A bijection of 64-bit words whose every output bit depends on every input bit.</summary>
    public static ulong Permute(ulong word)
    {
        unchecked
        {
            // Overflow is meant: arithmetic modulo 2^64 with odd factors and shifts by xor can be undone step by step, so no two words meet.
            word ^= Seed;
            word ^= word >> 32;
            word *= 0xD6E8FEB86659FD93;
            word ^= word >> 32;
            word *= 0xD6E8FEB86659FD93;
            word ^= word >> 32;
            return word;
        }
    }

    private static ulong Fold(ReadOnlySpan<ulong> words, ulong hash)
    {
        hash ^= (ulong)words.Length;
        int i = 0;
        for (; i + 1 < words.Length; i += 2)
        {
            hash = Multiply(words[i] ^ First, words[i + 1] ^ hash);
        }

        if (i < words.Length)
        {
            hash = Multiply(words[i] ^ Second, hash ^ Third);
        }

        return Permute(hash);
    }

    private static ulong Multiply(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
