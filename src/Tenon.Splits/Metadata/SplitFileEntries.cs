using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Metadata;

/// <summary>What a split's file says of itself in key/value entries of its footer, so that files can be merged, and records made again, without a metastore. Immutable.</summary>
/// <remarks>
/// The entries of metrics and sketches begin with <c>qh.</c>, as in the system whose files these are: each can then merge what the other
/// wrote. Those of tables, which only Tenon has, begin with <c>tenon.</c>.
/// </remarks>
public sealed record SplitFileEntries
{
    private const string SortFieldsKey = "sort_fields";
    private const string WindowStartKey = "window_start";
    private const string WindowDurationKey = "window_duration_secs";
    private const string LevelKey = "num_merge_ops";
    private const string RowKeysKey = "row_keys";
    private const string RowKeysJsonKey = "row_keys_json";
    private const string ZonemapsKey = "zonemap_regexes";
    private const string PrefixLengthKey = "rg_partition_prefix_len";

    /// <summary>The sort fields; empty if rows are in no order.</summary>
    public string SortFields { get; init; } = "";

    /// <summary>Event time; null if there is none.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>Merges in its ancestry.</summary>
    public int Level { get; init; }

    /// <summary>The first and the last sort key; null if there is none.</summary>
    public RowKeys? RowKeys { get; init; }

    /// <summary>Expressions for text columns.</summary>
    public ImmutableSortedDictionary<string, string> ZonemapRegexes { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Leading sort columns whose values change only between row groups.</summary>
    public int RowGroupPrefixLength { get; init; }

    /// <summary>What the names of a kind's entries begin with.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns><c>qh.</c> or <c>tenon.</c>.</returns>
    public static string Prefix(SplitKind kind) => kind == SplitKind.Table ? "tenon." : "qh.";

    /// <summary>What the file of a split has to say.</summary>
    /// <param name="split">The split's record.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="FormatException">The record's row keys are damaged.</exception>
    public static SplitFileEntries Of(SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new SplitFileEntries
        {
            SortFields = split.SortFields,
            Window = split.Window,
            Level = split.Level,
            RowKeys = split.RowKeys.IsDefaultOrEmpty ? null : RowKeys.Parse(split.RowKeys.AsSpan()),
            ZonemapRegexes = split.ZonemapRegexes,
            RowGroupPrefixLength = split.RowGroupPrefixLength,
        };
    }

    /// <summary>Reads entries.</summary>
    /// <param name="kind">What the file holds.</param>
    /// <param name="entry">Gives the value of an entry; null if the file has none of that name.</param>
    /// <returns>What they say; absent ones are as if they said nothing.</returns>
    /// <exception cref="FormatException">An entry is not what it should be; the message names it.</exception>
    public static SplitFileEntries Parse(SplitKind kind, Func<string, string?> entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string prefix = Prefix(kind);
        int duration = (int)Number(WindowDurationKey, 0, int.MaxValue, 0);
        return new SplitFileEntries
        {
            SortFields = entry(prefix + SortFieldsKey) ?? "",
            Window = entry(prefix + WindowStartKey) is null && duration == 0 ? null : Window(),
            Level = (int)Number(LevelKey, 0, int.MaxValue, 0),
            RowKeys = entry(prefix + RowKeysKey) is string keys ? Keys.RowKeys.Parse(Bytes(keys)) : null,
            ZonemapRegexes = entry(prefix + ZonemapsKey) is string json ? Zonemaps(json) : ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            RowGroupPrefixLength = (int)Number(PrefixLengthKey, 0, int.MaxValue, 0),
        };

        long Number(string key, long minimum, long maximum, long absent)
        {
            string? text = entry(prefix + key);
            return text is null ? absent
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= minimum && number <= maximum ? number
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"entry '{prefix}{key}' is '{text}'; a whole number from {minimum} to {maximum} is expected"));
        }

        TimeWindow Window()
        {
            string start = entry(prefix + WindowStartKey) ?? throw new FormatException($"entry '{prefix}{WindowDurationKey}' is there, '{prefix}{WindowStartKey}' is not");
            long seconds = Number(WindowStartKey, long.MinValue, long.MaxValue, 0);
            var window = TimeWindow.Of(seconds, duration);
            return window.StartSeconds == seconds
                ? window
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"entry '{prefix}{WindowStartKey}' is '{start}'; a multiple of {duration} is expected"));
        }

        byte[] Bytes(string base64)
        {
            byte[] bytes = new byte[base64.Length];
            return Convert.TryFromBase64String(base64, bytes, out int length) ? bytes[..length] : throw new FormatException($"entry '{prefix}{RowKeysKey}' is no base64");
        }

        ImmutableSortedDictionary<string, string> Zonemaps(string json) => JsonObjectReader.Parse(
            $"entry '{prefix}{ZonemapsKey}'",
            Encoding.UTF8.GetBytes(json),
            fields => fields.Names.ToImmutableSortedDictionary(name => name, fields.RequiredText, StringComparer.Ordinal));
    }

    /// <summary>The entries to be written.</summary>
    /// <param name="kind">What the file holds.</param>
    /// <returns>Names and values; what says nothing is left out.</returns>
    public ImmutableArray<KeyValuePair<string, string>> ToEntries(SplitKind kind)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        string prefix = Prefix(kind);
        AddIf(SortFields.Length > 0, SortFieldsKey, SortFields);
        AddIf(Window is not null, WindowStartKey, Text(Window?.StartSeconds ?? 0));
        AddIf(Window is not null, WindowDurationKey, Text(Window?.DurationSeconds ?? 0));
        AddIf(Level > 0, LevelKey, Text(Level));
        if (RowKeys is not null)
        {
            AddIf(true, RowKeysKey, Convert.ToBase64String(RowKeys.ToProto().AsSpan()));
            AddIf(true, RowKeysJsonKey, RowKeys.ToJson());
        }

        AddIf(!ZonemapRegexes.IsEmpty, ZonemapsKey, ZonemapsJson());
        AddIf(RowGroupPrefixLength > 0, PrefixLengthKey, Text(RowGroupPrefixLength));
        return entries.ToImmutable();

        void AddIf(bool says, string key, string value)
        {
            if (says)
            {
                entries.Add(KeyValuePair.Create(prefix + key, value));
            }
        }

        static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Holds the three copies of a split's order, and what else is there twice, against each other (SS-5).</summary>
    /// <param name="split">The record.</param>
    /// <param name="nativeOrder">The file's sorting columns, all with nulls last; empty if it has none.</param>
    /// <param name="hasColumn">Whether the file has a column: sort columns that it lacks are null in all rows, and the file does not name them.</param>
    /// <returns>What does not agree, or null.</returns>
    public string? ProblemWith(SplitMetadata split, IReadOnlyList<SortColumn> nativeOrder, Func<string, bool> hasColumn)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(nativeOrder);
        ArgumentNullException.ThrowIfNull(hasColumn);
        SplitFileEntries expected = Of(split);
        return Differs("sort fields", SortFields, expected.SortFields)
            ?? Differs("window", Window, expected.Window)
            ?? Differs("level", Level, expected.Level)
            ?? Differs("row keys", RowKeys, expected.RowKeys)
            ?? Differs("row group prefix length", RowGroupPrefixLength, expected.RowGroupPrefixLength)
            ?? (ZonemapRegexes.SequenceEqual(expected.ZonemapRegexes) ? null : "zonemaps of the file's entries and of the record differ")
            ?? Differs("sorting columns", string.Join(',', nativeOrder), string.Join(',', Native()));

        IEnumerable<SortColumn> Native() =>
            split.SortFields.Length == 0 ? [] : SortKey.Parse(split.SortFields).ResolveAliases(hasColumn).Columns.Where(column => hasColumn(column.Name));

        static string? Differs<T>(string what, T found, T wanted) =>
            EqualityComparer<T>.Default.Equals(found, wanted) ? null : $"{what} of the file are '{found}', of the record '{wanted}'";
    }

    private string ZonemapsJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach ((string column, string regex) in ZonemapRegexes)
            {
                writer.WriteString(column, regex);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
