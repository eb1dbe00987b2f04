using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tenon.Parquet.Encodings;

/// <summary>The largest dictionary index of a page, which decides the bit width.</summary>
internal static class IndexMaximum
{
    /// <summary>The largest index; -1 if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public static int Of(ReadOnlySpan<int> indices)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            // As unsigned numbers, negative ones are the largest.
            ReadOnlySpan<uint> values = MemoryMarshal.Cast<int, uint>(indices);
            uint largest = 0;
            int at = 0;
            if (values.Length >= 32)
            {
                ref uint first = ref MemoryMarshal.GetReference(values);
                Vector256<uint> a = Vector256<uint>.Zero, b = a, c = a, d = a;
                for (; at + 32 <= values.Length; at += 32)
                {
                    a = Vector256.Max(a, Vector256.LoadUnsafe(ref first, (nuint)at));
                    b = Vector256.Max(b, Vector256.LoadUnsafe(ref first, (nuint)at + 8));
                    c = Vector256.Max(c, Vector256.LoadUnsafe(ref first, (nuint)at + 16));
                    d = Vector256.Max(d, Vector256.LoadUnsafe(ref first, (nuint)at + 24));
                }

                a = Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d));
                for (int lane = 0; lane < 8; lane++)
                {
                    largest = Math.Max(largest, a[lane]);
                }
            }

            for (; at < values.Length; at++)
            {
                largest = Math.Max(largest, values[at]);
            }

            if (largest > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), unchecked((int)largest), "dictionary indices are 0 or more"); // Back to what the caller gave.
            }

            return values.IsEmpty ? -1 : (int)largest;
        }
    }
}
