using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tenon.Splits;

/// <summary>The parsed form of a sort-fields string such as <c>metric_name|host|timeseries_id|timestamp_secs/V2</c>. Immutable.</summary>
/// <remarks>
/// The grammar: <c>[name=] column {|column} /V version</c>; a column is <c>[&amp;]</c> and one of <c>[+|-]name</c>, <c>name[+|-]</c>,
/// <c>name:(+|-)</c>, <c>name:type:(+|-)</c>. The mark <c>&amp;</c> sets the cutoff: the columns from there on are sorted physically but
/// take no part in comparisons. Printing and parsing again gives an equal schema.
/// </remarks>
public sealed class SortSchema : IEquatable<SortSchema>
{
    /// <summary>The schema of metrics and sketches where none is configured.</summary>
    public const string DefaultMetrics = "metric_name|service|env|datacenter|region|host|timeseries_id|timestamp_secs/V2";

    /// <summary>The placeholder for logs.</summary>
    public const string DefaultLogs = "service_name|level|host|timestamp_secs/V2";

    /// <summary>The placeholder for traces.</summary>
    public const string DefaultTraces = "service_name|operation_name|trace_id|timestamp_secs/V2";

    /// <summary>The name of the column that identifies a series.</summary>
    public const string TimeseriesId = "timeseries_id";

    /// <summary>The name of the column that has a point's time.</summary>
    public const string TimestampSeconds = "timestamp_secs";

    internal SortSchema(string? name, ImmutableArray<SortSchemaColumn> columns, int version, int? cutoff) =>
        (Name, Columns, Version, Cutoff) = (name, columns, version, cutoff);

    /// <summary>The schema's own name; null if it has none.</summary>
    public string? Name { get; }

    /// <summary>The columns, most significant first; at least one.</summary>
    public ImmutableArray<SortSchemaColumn> Columns { get; }

    /// <summary>The version; at least 2.</summary>
    public int Version { get; }

    /// <summary>Index of the first column that takes no part in comparisons, at least 1; null if all take part.</summary>
    public int? Cutoff { get; }

    /// <summary>Reads a sort-fields string.</summary>
    /// <param name="text">For example <c>metric_name|host|timeseries_id|timestamp_secs/V2</c>.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="SortSchemaException">The text is malformed, or breaks the rules; <see cref="SortSchemaException.Error"/> says how.</exception>
    public static SortSchema Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SortSchemaParser.Parse(text);
    }

    /// <summary>The other spelling of the timestamp column: old schemas say <c>timestamp</c> where rows have <c>timestamp_secs</c>.</summary>
    /// <param name="name">A column name.</param>
    /// <returns>The other spelling, or null if the column is no timestamp.</returns>
    public static string? TimestampAlias(string name) => name switch
    {
        "timestamp" => "timestamp_secs",
        "timestamp_secs" => "timestamp",
        _ => null,
    };

    /// <summary>This schema with the timestamp called <c>timestamp_secs</c>, as the rows of metrics and sketches call it, whatever old schemas say.</summary>
    /// <returns>The schema; this one if nothing changes.</returns>
    public SortSchema WithCanonicalTimestamp() => Columns.Any(column => column.Name == "timestamp")
        ? new SortSchema(Name, [.. Columns.Select(column => column.Name == "timestamp" ? column with { Name = TimestampSeconds } : column)], Version, Cutoff)
        : this;

    /// <summary>The key by which rows are sorted: all columns, those after the cutoff included (SS-1).</summary>
    /// <returns>The key; it remembers this schema, so that <see cref="SortKey.ResolveAliases"/> honours the timestamp's two spellings.</returns>
    public SortKey ToSortKey() => new([.. Columns.Select(c => new SortColumn(c.Name, c.Descending))], this);

    /// <summary>Whether two schemas order rows and compare keys alike: same version, columns and cutoff; names do not matter.</summary>
    /// <param name="other">The other schema.</param>
    /// <returns>True if they do.</returns>
    public bool IsEquivalentTo(SortSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsEquivalentForCompactionTo(other) && Cutoff == other.Cutoff;
    }

    /// <summary>Whether files of the two schemas may be merged: same version and columns; name and cutoff do not matter.</summary>
    /// <param name="other">The other schema.</param>
    /// <returns>True if they may.</returns>
    public bool IsEquivalentForCompactionTo(SortSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Version == other.Version && Columns.SequenceEqual(other.Columns);
    }

    /// <summary>The short form: suffixes and directions only where they are not the name's own.</summary>
    /// <returns>The text.</returns>
    public string ToShortString() => Print(column => column.ToShortString());

    /// <summary>The long form: name, type and direction of each column.</summary>
    /// <returns>The text.</returns>
    public string ToLongString() => Print(column => column.ToLongString());

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] SortSchema? other) => other is not null && Name == other.Name && IsEquivalentTo(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SortSchema);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Name);
        hash.Add(Version);
        hash.Add(Cutoff);
        foreach (SortSchemaColumn column in Columns)
        {
            hash.Add(column);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc cref="ToShortString"/>
    public override string ToString() => ToShortString();

    private string Print(Func<SortSchemaColumn, string> print)
    {
        IEnumerable<string> columns = Columns.Select((column, index) => (index == Cutoff ? "&" : "") + print(column));
        string name = Name is null ? "" : Name + "=";
        return string.Create(CultureInfo.InvariantCulture, $"{name}{string.Join('|', columns)}/V{Version}");
    }
}
