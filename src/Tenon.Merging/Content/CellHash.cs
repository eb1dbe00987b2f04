using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Tenon.Merging.Content;

/// <summary>Hashes the cells of one column. A row's hash is the sum, modulo 2^64, of the hashes of its cells.</summary>
/// <remarks>
/// The two keys are derived from the column's dotted path, so that equal values in different columns hash differently and the
/// order of the columns does not matter. A null at the top of a column contributes 0, like a column that is absent: adding a
/// column of nulls, as a union of schemas does, leaves every row's hash as it was. Multiplication to 128 bits with its halves
/// folded is the mixing step throughout. Not a defence against someone who constructs collisions on purpose.
/// </remarks>
internal readonly unsafe struct CellHash
{
    private const ulong Odd1 = 0x9E37_79B9_7F4A_7C15;
    private const ulong Odd2 = 0xD1B5_4A32_D192_ED03;

    private readonly ulong _key1;
    private readonly ulong _key2;

    /// <param name="dottedPath">The column's path.</param>
    public CellHash(string dottedPath)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(dottedPath);
        _key1 = HashBytes(utf8, Odd1, Odd2);
        _key2 = HashBytes(utf8, Odd2, Odd1) | 1;
    }

    /// <summary>Folds the 128-bit product of two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    /// <summary>Hash of a value of at most 8 bytes, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Fixed(ulong value) => Mix(value ^ _key1, _key2);

    /// <summary>Adds the hashes of values of eight bytes to those of their rows.</summary>
    /// <param name="values">One value a row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="rowHashes">What to add to.</param>
    public void AddFixed(ulong* values, int count, ulong* rowHashes)
    {
        int done = CellHash512.IsSupported ? CellHash512.AddFixed(values, count, _key1, _key2, rowHashes) : 0;
        AddFixedScalar(values + done, count - done, rowHashes + done);
    }

    /// <summary>The same one by one.</summary>
    internal void AddFixedScalar(ulong* values, int count, ulong* rowHashes)
    {
        // Overflow is the point: row hashes are sums modulo 2^64.
        unchecked
        {
            for (int r = 0; r < count; r++)
            {
                rowHashes[r] += Fixed(values[r]);
            }
        }
    }

    /// <summary>Hash of a value of any length.</summary>
    public ulong Bytes(ReadOnlySpan<byte> value) => HashBytes(value, _key1, _key2);

    /// <summary>Hash of a null that is not at the top: a struct is present and its field is not.</summary>
    /// <param name="presentNodes">How many nodes of the path are present; 0 gives 0.</param>
    public ulong Null(int presentNodes) => presentNodes == 0 ? 0 : Mix(_key2 + (ulong)presentNodes, Odd1 ^ _key1);

    /// <summary>Adds one entry of a repeated column to the hash of its row's list.</summary>
    /// <param name="state">The hash of the entries before it; 0 at first.</param>
    /// <param name="repetition">The repetition level.</param>
    /// <param name="presentNodes">How many nodes of the path are present.</param>
    /// <param name="value">The hash of the value, or 0 when there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Entry(ulong state, int repetition, int presentNodes, ulong value)
    {
        // Overflow is the point: all sums here are modulo 2^64.
        unchecked
        {
            ulong level = ((ulong)(uint)repetition << 8) + (uint)presentNodes;
            return Mix(state ^ (level * Odd1) ^ _key1, Odd2) + (value * Odd1);
        }
    }

    /// <summary>Hash of bytes under two keys.</summary>
    private static ulong HashBytes(ReadOnlySpan<byte> bytes, ulong key1, ulong key2)
    {
        // Overflow is the point: all sums here are modulo 2^64.
        unchecked
        {
            ulong state = key2 ^ ((ulong)bytes.Length * Odd2);
            ref byte at = ref MemoryMarshal.GetReference(bytes);
            int length = bytes.Length;
            ulong a;
            ulong b;
            if (length > 16)
            {
                ref byte last = ref Unsafe.Add(ref at, length - 16);
                while (Unsafe.IsAddressLessThan(ref at, ref last))
                {
                    state = Mix(Read8(ref at) ^ key1, Read8(ref Unsafe.Add(ref at, 8)) ^ state);
                    at = ref Unsafe.Add(ref at, 16);
                }

                a = Read8(ref last);
                b = Read8(ref Unsafe.Add(ref last, 8));
            }
            else if (length >= 8)
            {
                a = Read8(ref at);
                b = Read8(ref Unsafe.Add(ref at, length - 8));
            }
            else if (length >= 4)
            {
                a = Read4(ref at);
                b = Read4(ref Unsafe.Add(ref at, length - 4));
            }
            else if (length > 0)
            {
                a = ((ulong)at << 16) + ((ulong)Unsafe.Add(ref at, length >> 1) << 8) + Unsafe.Add(ref at, length - 1);
                b = 0;
            }
            else
            {
                a = b = 0;
            }

            return Mix(key1 ^ Odd1, Mix(a ^ key1, b ^ state) ^ (ulong)length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read8(ref byte at) => Unsafe.ReadUnaligned<ulong>(ref at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read4(ref byte at) => Unsafe.ReadUnaligned<uint>(ref at);
}
