using System.Runtime.CompilerServices;

namespace Tenon.Tla.Values;

/// <summary>How hashes of contents are made: those of sets and functions are sums, so a change of one element changes them in constant time.</summary>
internal static class ValueHash
{
    /// <summary>The hash of the empty set.</summary>
    public const ulong EmptySet = 0x51A6_3C0F_9E17_D2B5;

    /// <summary>The hash of the empty function.</summary>
    public const ulong EmptyFunction = 0xC7E2_9B44_1D5A_8F03;

    private const ulong IntegerSeed = 0x2545_F491_4F6C_DD1D;
    private const ulong StringSeed = 0x9E6C_63D0_876A_3F35;
    private const ulong ModelSeed = 0xD1B5_4A32_D192_ED03;
    private const ulong ElementSeed = 0x8CB9_2BA7_2F3D_8DD7;
    private const ulong KeySeed = 0xAEF1_7502_108E_F2D9;

    /// <summary>A bijection that spreads every bit over all (the finalizer of SplitMix64, by Steele, Lea and Flood).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        unchecked // Multiplication modulo 2^64 is what mixes.
        {
            x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
            x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
            return x ^ (x >> 31);
        }
    }

    public static ulong OfBoolean(bool value) => value ? 0x6A09_E667_F3BC_C909 : 0xBB67_AE85_84CA_A73B;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfInteger(long value) => Mix(unchecked((ulong)value) ^ IntegerSeed);

    public static ulong OfString(string text) => OfText(text, StringSeed);

    public static ulong OfModelValue(string name) => OfText(name, ModelSeed);

    /// <summary>What an element adds to the hash of its set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Element(ulong hash) => unchecked(Mix(hash + ElementSeed));

    /// <summary>What an argument with its value adds to the hash of its function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pair(ulong key, ulong value) => unchecked(Mix(Mix(key + KeySeed) ^ (value * 0x9E37_79B9_7F4A_7C15)));

    private static ulong OfText(string text, ulong seed)
    {
        ulong hash = seed;
        foreach (char character in text)
        {
            hash = Mix(hash ^ character);
        }

        return unchecked(Mix(hash + (ulong)text.Length));
    }
}
