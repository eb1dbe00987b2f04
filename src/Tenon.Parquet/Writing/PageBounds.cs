using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Bounds of the values of a page or chunk, cut to the length the options allow.</summary>
/// <param name="Min">Lower bound in PLAIN form; null if there is none.</param>
/// <param name="Max">Upper bound in PLAIN form; null if there is none.</param>
/// <param name="IsMinExact">Whether the lower bound occurs; null if unknown.</param>
/// <param name="IsMaxExact">Whether the upper bound occurs; null if unknown.</param>
/// <param name="IsEmpty">Whether there were no values at all, so that there is nothing to bound.</param>
internal readonly record struct PageBounds(byte[]? Min, byte[]? Max, bool? IsMinExact, bool? IsMaxExact, bool IsEmpty)
{
    /// <summary>No values: the neutral element of <see cref="With"/>.</summary>
    public static PageBounds OfNothing { get; } = new(null, null, null, null, true);

    /// <summary>Values without known bounds: nothing can be said of a union with them.</summary>
    public static PageBounds Unknown { get; } = new(null, null, null, null, false);

    /// <summary>Bounds of the values of both.</summary>
    public PageBounds With(in PageBounds other, ValueOrder order)
    {
        if (IsEmpty)
        {
            return other;
        }

        if (other.IsEmpty)
        {
            return this;
        }

        (byte[]? min, bool? minExact) = Outer(order, -1, Min, IsMinExact, other.Min, other.IsMinExact);
        (byte[]? max, bool? maxExact) = Outer(order, 1, Max, IsMaxExact, other.Max, other.IsMaxExact);
        return new PageBounds(min, max, minExact, maxExact, false);
    }

    private static (byte[]? Bound, bool? IsExact) Outer(ValueOrder order, int sign, byte[]? a, bool? isExactA, byte[]? b, bool? isExactB)
    {
        if (a is null || b is null)
        {
            return (null, null);
        }

        int compared = ValueOrders.Compare(order, a, b) * sign;
        return compared == 0 ? (a, isExactA | isExactB) : compared > 0 ? (a, isExactA) : (b, isExactB);
    }
}
