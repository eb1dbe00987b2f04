namespace Tenon.Splits;

/// <summary>Types a sort-schema column can have; the numbers are those kept in stored schemas.</summary>
public enum SortColumnType
{
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 2,

    /// <summary>64-bit floating point.</summary>
    Float64 = 10,

    /// <summary>Text, compared by its UTF-8 bytes.</summary>
    String = 14,

    /// <summary>A quantile sketch.</summary>
    Sketch = 17,

    /// <summary>A distinct-count sketch.</summary>
    CpcSketch = 20,

    /// <summary>A frequent-items sketch.</summary>
    ItemSketch = 22,
}

/// <summary>How column types are spelled: as a suffix of the name, or in full.</summary>
internal static class SortColumnTypes
{
    // Longest first, so that __isk and __cpcsk are not taken for __sk, nor __isk for __i.
    private static readonly (string Suffix, string Name, SortColumnType Type)[] Table =
    [
        ("__cpcsk", "dense-cpc-sketch", SortColumnType.CpcSketch),
        ("__isk", "dense-item-sketch", SortColumnType.ItemSketch),
        ("__sk", "dense-sketch", SortColumnType.Sketch),
        ("__nf", "dense-float64", SortColumnType.Float64),
        ("__i", "dense-int64", SortColumnType.Int64),
        ("__s", "dense-string", SortColumnType.String),
    ];

    public static SortColumnType? FromName(string name)
    {
        foreach ((_, string known, SortColumnType type) in Table)
        {
            if (known == name)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>Splits a spelled name into the bare one and the type that its suffix, or else its meaning, gives.</summary>
    public static (string Bare, SortColumnType Type) Derive(string spelled)
    {
        foreach ((string suffix, _, SortColumnType type) in Table)
        {
            if (spelled.EndsWith(suffix, StringComparison.Ordinal))
            {
                return (spelled[..^suffix.Length], type);
            }
        }

        return (spelled, DefaultOf(spelled));
    }

    /// <summary>The shortest spelling that <see cref="Derive"/> takes back to the same name and type.</summary>
    public static string Spell(string bare, SortColumnType type) =>
        Derive(bare) == (bare, type) ? bare : bare + SuffixOf(type);

    public static string NameOf(SortColumnType type) => Array.Find(Table, row => row.Type == type).Name;

    public static string SuffixOf(SortColumnType type) => Array.Find(Table, row => row.Type == type).Suffix;

    public static bool IsDescendingByDefault(string bare) => SortSchema.TimestampAlias(bare) is not null;

    private static SortColumnType DefaultOf(string bare) => bare switch
    {
        "timestamp" or "timestamp_secs" or "tiebreaker" or "timeseries_id" => SortColumnType.Int64,
        "metric_value" or "value" => SortColumnType.Float64,
        _ => SortColumnType.String,
    };
}
