namespace Tenon.Splits.Keys;

/// <summary>Computes a <c>timeseries_id</c> from UTF-8 without allocating: the name and the type, then the tags in ascending order of their
/// keys' bytes. Not thread-safe; <c>default</c> is not a hasher.</summary>
/// <remarks>SipHash-2-4 with a key of zeros. <c>0xFF</c>, which occurs in no UTF-8, ends the name and each key and value, so that no two
/// different sequences feed the same bytes.</remarks>
public struct TimeseriesHasher
{
    private const byte Separator = 0xff;

    private SipHash24 _hash;

    /// <summary>Begins a series.</summary>
    /// <param name="metricName">The metric's name in UTF-8.</param>
    /// <param name="metricType">The metric's type: 0 gauge, 1 sum, 2 histogram, 3 exponential histogram, 4 summary; 4 for all sketches.</param>
    public TimeseriesHasher(ReadOnlySpan<byte> metricName, byte metricType)
    {
        _hash = new SipHash24(0, 0);
        _hash.Append(metricName);
        _hash.Append(Separator);
        _hash.Append(metricType);
    }

    /// <summary>Adds a tag. What is excluded (<see cref="TimeseriesId.IsExcluded"/>) is the caller's to leave out, as is the order.</summary>
    /// <param name="key">The key in UTF-8, above the one before it.</param>
    /// <param name="value">The value in UTF-8.</param>
    public void AddTag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _hash.Append(key);
        _hash.Append(Separator);
        _hash.Append(value);
        _hash.Append(Separator);
    }

    /// <summary>The id of what was added so far.</summary>
    /// <returns>All 64 bits, as a signed number.</returns>
    public readonly long Finish() => unchecked((long)_hash.Finish()); // A reinterpretation, not a number.
}
