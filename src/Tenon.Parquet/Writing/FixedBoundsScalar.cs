using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Smallest and largest of many values of a fixed width, one after the other: the reference, and the way of rare types.</summary>
internal static unsafe class FixedBoundsScalar
{
    // Shorter values are whole in their bounds whatever the limit: readers expect a UUID or a decimal of the schema's length.
    private const int NeverCutBytes = 64;

    /// <inheritdoc cref="FixedBounds.Find"/>
    public static PageBounds Find(ValueOrder order, int width, byte* values, int count, int limit)
    {
        if (count == 0)
        {
            return PageBounds.OfNothing;
        }

        if (order == ValueOrder.None)
        {
            return PageBounds.Unknown;
        }

        byte* min = values;
        byte* max = values;
        for (int i = 0; i < count; i++)
        {
            byte* value = values + ((long)i * width);
            var span = new ReadOnlySpan<byte>(value, width);
            if (IsNaN(order, value))
            {
                return PageBounds.Unknown;
            }

            min = ValueOrders.Compare(order, span, new ReadOnlySpan<byte>(min, width)) < 0 ? value : min;
            max = ValueOrders.Compare(order, span, new ReadOnlySpan<byte>(max, width)) > 0 ? value : max;
        }

        return order switch
        {
            ValueOrder.Float16 => FixedBounds.OfFloats(*(Half*)min, *(Half*)max, false),
            ValueOrder.Float => FixedBounds.OfFloats(*(float*)min, *(float*)max, false),
            ValueOrder.Double => FixedBounds.OfFloats(*(double*)min, *(double*)max, false),
            _ => BoundCutter.Cut(order, new ReadOnlySpan<byte>(min, width), new ReadOnlySpan<byte>(max, width), Math.Max(limit, NeverCutBytes)),
        };
    }

    private static bool IsNaN(ValueOrder order, byte* value) => order switch
    {
        ValueOrder.Float16 => Half.IsNaN(*(Half*)value),
        ValueOrder.Float => float.IsNaN(*(float*)value),
        ValueOrder.Double => double.IsNaN(*(double*)value),
        _ => false,
    };
}
