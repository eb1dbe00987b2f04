using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Smallest and largest of many values of a fixed width, by vectors; <see cref="FixedBoundsScalar"/> is the reference.</summary>
internal static unsafe class FixedBounds
{
    // Copied and compared in pieces that stay in the first-level cache between the two.
    private const int BlockBytes = 16 << 10;

    /// <summary>Finds the bounds of values and, if asked, copies them on the way.</summary>
    /// <param name="order">The column's order.</param>
    /// <param name="width">Bytes of a value; 1 for booleans.</param>
    /// <param name="values">The values.</param>
    /// <param name="count">How many.</param>
    /// <param name="limit">Longest bound in bytes.</param>
    /// <param name="copyTo">Where the values are copied to; null if nowhere.</param>
    public static PageBounds Find(ValueOrder order, int width, byte* values, int count, int limit, byte* copyTo) => order switch
    {
        ValueOrder.Int32 => FindIntegers((int*)values, count, copyTo),
        ValueOrder.UInt32 => FindIntegers((uint*)values, count, copyTo),
        ValueOrder.Int64 => FindIntegers((long*)values, count, copyTo),
        ValueOrder.UInt64 => FindIntegers((ulong*)values, count, copyTo),
        ValueOrder.Float => FindFloats((float*)values, count, copyTo),
        ValueOrder.Double => FindFloats((double*)values, count, copyTo),
        ValueOrder.Boolean => FindIntegers(values, count, copyTo),
        _ => FindOthers(order, width, values, count, limit, copyTo),
    };

    private static PageBounds FindOthers(ValueOrder order, int width, byte* values, int count, int limit, byte* copyTo)
    {
        if (copyTo != null)
        {
            Buffer.MemoryCopy(values, copyTo, (long)count * width, (long)count * width);
        }

        return FixedBoundsScalar.Find(order, width, values, count, limit);
    }

    private static PageBounds FindIntegers<T>(T* values, int count, byte* copyTo)
        where T : unmanaged, INumber<T>
    {
        if (count == 0)
        {
            return PageBounds.OfNothing;
        }

        T min = values[0];
        T max = values[0];
        int block = BlockBytes / sizeof(T);
        for (int at = 0; at < count; at += block)
        {
            int taken = Math.Min(block, count - at);
            bool hasNaN = false;
            MinMax(values + at, taken, ref min, ref max, ref hasNaN);
            Copy(values, at, taken, copyTo);
        }

        return new PageBounds(Bytes(min), Bytes(max), true, true, false);
    }

    private static PageBounds FindFloats<T>(T* values, int count, byte* copyTo)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0)
        {
            return PageBounds.OfNothing;
        }

        T min = values[0];
        T max = values[0];
        bool hasNaN = false;
        int block = BlockBytes / sizeof(T);
        for (int at = 0; at < count; at += block)
        {
            int taken = Math.Min(block, count - at);
            MinMax(values + at, taken, ref min, ref max, ref hasNaN);
            Copy(values, at, taken, copyTo);
        }

        return OfFloats(min, max, hasNaN);
    }

    /// <summary>Bounds from the extremes of floating-point values.</summary>
    /// <remarks>One NaN and there are none: readers differ in whether a NaN passes <c>x &gt; 1</c>, so bounds that left it out would
    /// hide rows from some of them. Zeros are written as the format asks: -0 below, +0 above.</remarks>
    internal static PageBounds OfFloats<T>(T min, T max, bool hasNaN)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (hasNaN)
        {
            return PageBounds.Unknown;
        }

        return new PageBounds(Bytes(T.IsZero(min) ? T.NegativeZero : min), Bytes(T.IsZero(max) ? T.Zero : max), true, true, false);
    }

    internal static byte[] Bytes<T>(T value)
        where T : unmanaged => new ReadOnlySpan<byte>(&value, sizeof(T)).ToArray();

    private static void Copy<T>(T* values, int at, int count, byte* copyTo)
        where T : unmanaged
    {
        if (copyTo != null)
        {
            Buffer.MemoryCopy(values + at, (T*)copyTo + at, (long)count * sizeof(T), (long)count * sizeof(T));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MinMax<T>(T* values, int count, ref T min, ref T max, ref bool hasNaN)
        where T : unmanaged, INumber<T>
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int lanes = Vector256<T>.Count;
            int at = 0;
            if (Vector256.IsHardwareAccelerated && count >= 4 * lanes)
            {
                // Four independent chains hide the latency of min and max. Native: with a NaN the result does not matter.
                Vector256<T> low0 = Vector256.Create(min), low1 = low0, low2 = low0, low3 = low0;
                Vector256<T> high0 = Vector256.Create(max), high1 = high0, high2 = high0, high3 = high0;
                Vector256<T> unordered = Vector256<T>.Zero;
                for (; at + (4 * lanes) <= count; at += 4 * lanes)
                {
                    Vector256<T> a = Vector256.Load(values + at);
                    Vector256<T> b = Vector256.Load(values + at + lanes);
                    Vector256<T> c = Vector256.Load(values + at + (2 * lanes));
                    Vector256<T> d = Vector256.Load(values + at + (3 * lanes));
                    low0 = Vector256.MinNative(low0, a);
                    low1 = Vector256.MinNative(low1, b);
                    low2 = Vector256.MinNative(low2, c);
                    low3 = Vector256.MinNative(low3, d);
                    high0 = Vector256.MaxNative(high0, a);
                    high1 = Vector256.MaxNative(high1, b);
                    high2 = Vector256.MaxNative(high2, c);
                    high3 = Vector256.MaxNative(high3, d);
                    if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
                    {
                        unordered |= ~Vector256.Equals(a, a) | ~Vector256.Equals(b, b) | ~Vector256.Equals(c, c) | ~Vector256.Equals(d, d);
                    }
                }

                hasNaN |= unordered.AsByte() != Vector256<byte>.Zero;
                low0 = Vector256.MinNative(Vector256.MinNative(low0, low1), Vector256.MinNative(low2, low3));
                high0 = Vector256.MaxNative(Vector256.MaxNative(high0, high1), Vector256.MaxNative(high2, high3));
                for (int lane = 0; lane < lanes; lane++)
                {
                    min = low0[lane] < min ? low0[lane] : min;
                    max = high0[lane] > max ? high0[lane] : max;
                }
            }

            for (; at < count; at++)
            {
                T value = values[at];
                hasNaN |= T.IsNaN(value);
                min = value < min ? value : min;
                max = value > max ? value : max;
            }
        }
    }
}
