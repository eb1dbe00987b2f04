using System.Text;

namespace Tenon.Splits.Keys;

/// <summary>The identity of a time series: a hash of metric name, metric type and tags (DM-4). Computed once, at ingest, and copied ever after (DM-5).</summary>
public static class TimeseriesId
{
    /// <summary>The metric type that is hashed for all sketches.</summary>
    public const byte SketchType = 4;

    private static readonly string[] Excluded = ["start_timestamp_secs", "sum", "timestamp", "timestamp_secs", "value"];

    // A sketch's own columns are values, not identity. The list holds for sketches alone: a metric may have a tag called `count`.
    private static readonly string[] ExcludedOfSketches = ["count", "counts", "flags", "keys", "max", "min"];

    /// <summary>Whether a column, though it looks like a tag, takes no part in the identity.</summary>
    /// <param name="kind">Metrics or sketches.</param>
    /// <param name="key">The tag's key.</param>
    /// <returns>True if it is left out.</returns>
    public static bool IsExcluded(SplitKind kind, string key) =>
        Array.IndexOf(Excluded, key) >= 0 || (kind == SplitKind.Sketches && Array.IndexOf(ExcludedOfSketches, key) >= 0);

    /// <summary>Computes an id.</summary>
    /// <param name="kind">Metrics or sketches: says which keys are excluded.</param>
    /// <param name="metricName">The metric's name.</param>
    /// <param name="metricType">The metric's type; <see cref="SketchType"/> for sketches.</param>
    /// <param name="tags">Keys and values in any order; keys occur once.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException">A key occurs twice, or a text has half a surrogate pair.</exception>
    public static long Compute(SplitKind kind, string metricName, byte metricType, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(metricName);
        ArgumentNullException.ThrowIfNull(tags);
        var sorted = new SortedDictionary<byte[], byte[]>(Utf8Order);
        foreach ((string key, string value) in tags)
        {
            if (!IsExcluded(kind, key))
            {
                sorted.Add(StrictUtf8.GetBytes(key), StrictUtf8.GetBytes(value));
            }
        }

        var hasher = new TimeseriesHasher(StrictUtf8.GetBytes(metricName), metricType);
        foreach ((byte[] key, byte[] value) in sorted)
        {
            hasher.AddTag(key, value);
        }

        return hasher.Finish();
    }

    // Order of bytes: UTF-16 code units sort characters beyond U+FFFF before some below.
    private static readonly Comparer<byte[]> Utf8Order = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
