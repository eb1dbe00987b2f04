using System.Buffers;
using System.Collections.Immutable;

namespace Tenon.Splits.Keys;

/// <summary>The key of an aligned row group: the one value tuple that its first N sort columns have (PA-1), as bytes that order row groups as
/// the sort schema orders their rows.</summary>
/// <remarks>
/// The parts are those of <c>sorted_series</c>, then one byte N, so that nulls are last here too. Without that byte the key is a prefix of the
/// <c>sorted_series</c> of each row of the group, and with it no greater than any of them. It is made of values as they are in the rows:
/// statistics may be cut, and then two long values that differ late would look like one, or one like two.
/// </remarks>
public static class CompositePrefixKey
{
    /// <summary>The greatest N: it is written as a byte.</summary>
    public const int MaximumLength = 255;

    /// <summary>Encodes a key.</summary>
    /// <param name="columns">The sort columns, at least as many as there are values.</param>
    /// <param name="values">The values of the first N columns; null for columns that are null in the group, or absent.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">There are more values than columns or than 255, or one is a floating-point number.</exception>
    public static byte[] Encode(ImmutableArray<SortColumn> columns, ReadOnlySpan<SortValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, Math.Min(columns.Length, MaximumLength), nameof(values));
        var key = new ArrayBufferWriter<byte>(64);
        for (int i = 0; i < values.Length; i++)
        {
            if (!KeyEncoding.TryWrite(i, values[i], columns[i].Descending, key))
            {
                throw new ArgumentException($"sort column '{columns[i].Name}' is {values[i].Kind}; row groups are aligned on text, integers and booleans", nameof(values));
            }
        }

        KeyEncoding.WriteOrdinal((byte)values.Length, key);
        return key.WrittenSpan.ToArray();
    }
}
