using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Tenon.Splits;

/// <summary>The columns by which rows are ordered, most significant first; nulls are last in both directions. Immutable.</summary>
public sealed class SortKey : IEquatable<SortKey>
{
    /// <summary>A key of the given columns.</summary>
    /// <param name="columns">At least one; names are not empty and occur once.</param>
    /// <exception cref="ArgumentException">There is no column, or a name is empty or occurs twice.</exception>
    public SortKey(ImmutableArray<SortColumn> columns)
        : this(columns, null)
    {
    }

    internal SortKey(ImmutableArray<SortColumn> columns, SortSchema? schema)
    {
        if (columns.IsDefaultOrEmpty)
        {
            throw new ArgumentException("a sort key needs at least one column", nameof(columns));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SortColumn column in columns)
        {
            if (string.IsNullOrEmpty(column.Name))
            {
                throw new ArgumentException("a sort column needs a name", nameof(columns));
            }

            if (!seen.Add(column.Name))
            {
                throw new ArgumentException($"sort column '{column.Name}' occurs twice", nameof(columns));
            }
        }

        (Columns, Schema) = (columns, schema);
    }

    /// <summary>The columns, most significant first; at least one.</summary>
    public ImmutableArray<SortColumn> Columns { get; }

    /// <summary>The sort schema the key was made from; null for a plain list.</summary>
    public SortSchema? Schema { get; }

    /// <summary>Reads a sort-schema string (it contains <c>/V</c>), or a plain list such as <c>service,host,-timestamp</c>.</summary>
    /// <param name="text">In a plain list, <c>-</c> before a name means descending and <c>+</c> ascending, the default;
    /// blanks around names are ignored, and names that contain a comma cannot be given.</param>
    /// <returns>The key.</returns>
    /// <exception cref="SortSchemaException">The sort schema is malformed.</exception>
    /// <exception cref="FormatException">The plain list is malformed.</exception>
    public static SortKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains("/V", StringComparison.Ordinal) ? SortSchema.Parse(text).ToSortKey() : ParseList(text);
    }

    /// <summary>Replaces the legacy spellings of the timestamp column by the one that the rows have.</summary>
    /// <param name="columnExists">Whether the rows have a column of that name.</param>
    /// <returns>This key, or one in which <c>timestamp</c> became <c>timestamp_secs</c> (or the reverse) because only that column exists.
    /// A key from a plain list names real columns and is returned as it is.</returns>
    public SortKey ResolveAliases(Func<string, bool> columnExists)
    {
        ArgumentNullException.ThrowIfNull(columnExists);
        if (Schema is null)
        {
            return this;
        }

        ImmutableArray<SortColumn> resolved = [.. Columns.Select(c => c with { Name = Resolve(c.Name, columnExists) })];
        return resolved.SequenceEqual(Columns) ? this : new SortKey(resolved, Schema);
    }

    /// <summary>Leaves out columns that no row has: they are null in all rows and order nothing (SS-3).</summary>
    /// <param name="columnExists">Whether the rows have a column of that name.</param>
    /// <returns>This key if no column is left out; otherwise one without sort schema, whose columns are no longer all there; null if none is left.</returns>
    public SortKey? WithoutAbsent(Func<string, bool> columnExists)
    {
        ArgumentNullException.ThrowIfNull(columnExists);
        ImmutableArray<SortColumn> present = [.. Columns.Where(column => columnExists(column.Name))];
        return present.Length == Columns.Length ? this : present.IsEmpty ? null : new SortKey(present);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] SortKey? other) => other is not null && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SortKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (SortColumn column in Columns)
        {
            hash.Add(column);
        }

        return hash.ToHashCode();
    }

    /// <summary>The key as a plain list, which <see cref="Parse"/> reads back unless a name contains a comma or outer blanks.</summary>
    /// <returns>For example <c>service,host,-timestamp</c>.</returns>
    public override string ToString() => string.Join(',', Columns.Select(Print));

    private static string Print(SortColumn column) =>
        column.Descending ? "-" + column.Name
        : column.Name[0] is '+' or '-' ? "+" + column.Name
        : column.Name;

    private static string Resolve(string name, Func<string, bool> exists) =>
        SortSchema.TimestampAlias(name) is string alias && !exists(name) && exists(alias) ? alias : name;

    private static SortKey ParseList(string text)
    {
        var columns = ImmutableArray.CreateBuilder<SortColumn>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            bool hasSign = part.StartsWith('-') || part.StartsWith('+');
            string name = hasSign ? part[1..] : part;
            if (name.Length == 0)
            {
                throw new FormatException($"sort key '{text}': column {columns.Count + 1} is '{part}'; a name is expected, as in 'service,host,-timestamp'");
            }

            if (columns.Any(c => c.Name == name))
            {
                throw new FormatException($"sort key '{text}': column '{name}' occurs twice");
            }

            columns.Add(new SortColumn(name, part.StartsWith('-')));
        }

        return new SortKey(columns.ToImmutable());
    }
}
