namespace Tenon.Splits;

/// <summary>What a split holds. In the order of the prefixes of their ids.</summary>
public enum SplitKind
{
    /// <summary>Points of metrics, one a row.</summary>
    Metrics,

    /// <summary>Sketches of distributions, one a row.</summary>
    Sketches,

    /// <summary>Rows of any schema.</summary>
    Table,
}

/// <summary>The texts of kinds.</summary>
public static class SplitKindNames
{
    /// <summary>What the id of each split of a kind begins with.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>For example <c>metrics_</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static string IdPrefix(this SplitKind kind) => kind switch
    {
        SplitKind.Metrics => "metrics_",
        SplitKind.Sketches => "sketches_",
        SplitKind.Table => "table_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of splits"),
    };

    /// <summary>The name of a kind in files, settings and on the command line.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>For example <c>metrics</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static string Name(this SplitKind kind) => kind.IdPrefix()[..^1];

    /// <summary>Reads a kind.</summary>
    /// <param name="name">For example <c>metrics</c>.</param>
    /// <returns>The kind; null if there is none of this name.</returns>
    public static SplitKind? Parse(string name) => KindOfId(name + "_") is SplitKind kind && kind.Name() == name ? kind : null;

    internal static SplitKind? KindOfId(string text) =>
        text.StartsWith("metrics_", StringComparison.Ordinal) ? SplitKind.Metrics
        : text.StartsWith("sketches_", StringComparison.Ordinal) ? SplitKind.Sketches
        : text.StartsWith("table_", StringComparison.Ordinal) ? SplitKind.Table
        : null;
}
