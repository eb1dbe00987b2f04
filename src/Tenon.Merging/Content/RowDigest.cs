using System.Globalization;
using System.Runtime.CompilerServices;

namespace Tenon.Merging.Content;

/// <summary>An order-independent digest of a multiset of rows: how many, and the sum of their finished hashes.</summary>
/// <param name="RowCount">Rows, duplicates counted.</param>
/// <param name="High">The first 64-bit sum, modulo 2^64.</param>
/// <param name="Low">The second 64-bit sum, modulo 2^64.</param>
/// <remarks>
/// Equal multisets of rows have equal digests, whatever the order of rows and columns, the split into files and row groups, the
/// encodings and the codecs. Different ones have different digests except with probability about 2^-64. A column of nulls counts
/// like an absent one. Not cryptographic. <c>default</c> is the digest of no rows.
/// </remarks>
public readonly record struct RowDigest(long RowCount, ulong High, ulong Low)
{
    internal const ulong Key1 = 0xA076_1D64_78BD_642F;
    internal const ulong Key2 = 0xE703_7ED1_A0B4_28DB;
    internal const ulong Key3 = 0x8EBC_6AF0_9C88_C6E3;
    internal const ulong Key4 = 0x5899_65CC_7537_4CC3;

    /// <summary>The digest of both multisets together.</summary>
    public static RowDigest operator +(RowDigest left, RowDigest right)
    {
        // Overflow is the point: the sums are modulo 2^64. The count cannot overflow.
        unchecked
        {
            return new RowDigest(left.RowCount + right.RowCount, left.High + right.High, left.Low + right.Low);
        }
    }

    /// <summary>The digest of both multisets together.</summary>
    public static RowDigest Add(RowDigest left, RowDigest right) => left + right;

    /// <summary>The digest of rows whose cell hashes were summed.</summary>
    /// <param name="rowHashes">One sum of cell hashes for each row.</param>
    /// <param name="common">What belongs to each of these sums.</param>
    internal static RowDigest OfRows(ReadOnlySpan<ulong> rowHashes, ulong common)
    {
        RowDigest digest = CellHash512.IsSupported ? CellHash512.OfRows(rowHashes, common) : default;
        return digest + OfRowsScalar(rowHashes[(int)digest.RowCount..], common);
    }

    /// <summary>The same one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static RowDigest OfRowsScalar(ReadOnlySpan<ulong> rowHashes, ulong common)
    {
        ulong high = 0;
        ulong low = 0;
        foreach (ulong own in rowHashes)
        {
            // Overflow is the point: the sums are modulo 2^64.
            unchecked
            {
                ulong hash = own + common;
                ulong mixed = CellHash.Mix(hash ^ Key1, Key2);
                low += CellHash.Mix(mixed ^ hash, Key3);
                high += CellHash.Mix(mixed, Key4);
            }
        }

        return new RowDigest(rowHashes.Length, high, low);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, out RowDigest digest)
    {
        digest = default;
        if (text?.Split(':') is not [string rows, { Length: 32 } sums])
        {
            return false;
        }

        bool isRead = long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            & ulong.TryParse(sums.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong high)
            & ulong.TryParse(sums.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong low);
        digest = new RowDigest(count, high, low);
        return isRead;
    }

    /// <summary><c>rows:hex</c>, for example <c>319980:0123...</c> with 32 digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RowCount}:{High:x16}{Low:x16}");
}
