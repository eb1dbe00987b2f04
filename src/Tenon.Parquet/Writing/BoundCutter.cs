using System.Text;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Shortens bounds, so that long values do not fill the footer: a lower bound is cut, an upper one cut and raised.</summary>
internal static class BoundCutter
{
    /// <summary>Makes page bounds of the smallest and the largest value.</summary>
    /// <param name="order">The column's order.</param>
    /// <param name="min">The smallest value in PLAIN form.</param>
    /// <param name="max">The largest value in PLAIN form.</param>
    /// <param name="limit">Longest bound in bytes.</param>
    public static PageBounds Cut(ValueOrder order, ReadOnlySpan<byte> min, ReadOnlySpan<byte> max, int limit)
    {
        if (order == ValueOrder.SignedBigEndian)
        {
            // A cut number is another number; one this long is dropped.
            return min.Length > limit || max.Length > limit ? PageBounds.Unknown : new PageBounds(min.ToArray(), max.ToArray(), true, true, false);
        }

        if (order is not (ValueOrder.UnsignedBytes or ValueOrder.Text))
        {
            return new PageBounds(min.ToArray(), max.ToArray(), true, true, false);
        }

        bool isText = order == ValueOrder.Text;
        byte[] lower = min.Length <= limit ? min.ToArray() : min[..CutLength(min, limit, isText)].ToArray();
        byte[]? upper = max.Length <= limit ? max.ToArray() : Raise(max, limit, isText);
        return new PageBounds(lower, upper, lower.Length == min.Length, upper is null ? null : max.Length <= limit, false);
    }

    // Text that is no UTF-8 after all is cut like bytes.
    private static int CutLength(ReadOnlySpan<byte> value, int limit, bool isText)
    {
        if (!isText)
        {
            return limit;
        }

        int at = limit;
        while (at > 0 && limit - at < 4 && IsContinuation(value[at]))
        {
            at--;
        }

        return at > 0 && !IsContinuation(value[at]) ? at : limit;
    }

    private static byte[]? Raise(ReadOnlySpan<byte> value, int limit, bool isText)
    {
        int length = CutLength(value, limit, isText);
        if (isText && System.Text.Unicode.Utf8.IsValid(value[..length]))
        {
            return RaiseText(value[..length]);
        }

        // The last byte that can be raised ends the bound: all after it would only make it larger.
        for (; length > 0; length--)
        {
            if (value[length - 1] != 0xFF)
            {
                byte[] raised = value[..length].ToArray();
                raised[^1]++;
                return raised;
            }
        }

        return null;
    }

    private static byte[]? RaiseText(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(text, out Rune last, out int length);
            int next = last.Value + 1;
            next = next == 0xD800 ? 0xE000 : next; // Surrogates are no characters.
            text = text[..^length];
            if (Rune.IsValid(next))
            {
                Span<byte> encoded = stackalloc byte[4];
                int written = new Rune(next).EncodeToUtf8(encoded);
                byte[] raised = new byte[text.Length + written];
                text.CopyTo(raised);
                encoded[..written].CopyTo(raised.AsSpan(text.Length));
                return raised;
            }
        }

        return null;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
