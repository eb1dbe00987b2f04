using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Parquet.Hashing;

/// <summary>CRC-32 by carry-less multiplication: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.</summary>
/// <remarks>
/// 64 bytes are kept in four registers, each folded 64 bytes ahead by two multiplications; the four are then folded into one
/// of 16 bytes with the same remainder, which goes through the scalar tables together with the tail.
/// </remarks>
internal static class Crc32Clmul
{
    public const int MinimumBytes = 64;

    public static bool IsSupported => Pclmulqdq.IsSupported;

    // x^(512+32), x^(512-32) and x^(128+32), x^(128-32) modulo the polynomial, bit-reflected.
    private static Vector128<ulong> Fold64 => Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);

    private static Vector128<ulong> Fold16 => Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);

    public static uint Append(uint crc, ReadOnlySpan<byte> source)
    {
        ref byte start = ref MemoryMarshal.GetReference(source);
        nuint length = (nuint)source.Length;
        nuint at = 64;
        Vector128<ulong> a = Load(ref start, 0) ^ Vector128.CreateScalar(~crc).AsUInt64();
        Vector128<ulong> b = Load(ref start, 16);
        Vector128<ulong> c = Load(ref start, 32);
        Vector128<ulong> d = Load(ref start, 48);
        for (; length - at >= 64; at += 64)
        {
            a = Fold(a, Fold64) ^ Load(ref start, at);
            b = Fold(b, Fold64) ^ Load(ref start, at + 16);
            c = Fold(c, Fold64) ^ Load(ref start, at + 32);
            d = Fold(d, Fold64) ^ Load(ref start, at + 48);
        }

        a = Fold(a, Fold16) ^ b;
        a = Fold(a, Fold16) ^ c;
        a = Fold(a, Fold16) ^ d;
        for (; length - at >= 16; at += 16)
        {
            a = Fold(a, Fold16) ^ Load(ref start, at);
        }

        Span<byte> folded = stackalloc byte[16];
        a.AsByte().CopyTo(folded);
        return ~Crc32.Update(Crc32.Update(0, folded), source[(int)at..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, nuint offset) => Vector128.LoadUnsafe(ref start, offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(value, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, by, 0x11);
}
