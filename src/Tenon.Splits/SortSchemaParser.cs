using System.Collections.Immutable;
using System.Globalization;

namespace Tenon.Splits;

/// <summary>Reads sort-fields strings, in three steps: cut into parts, read each column, check the whole.</summary>
internal static class SortSchemaParser
{
    /// <summary>Old schemas of this name may lack a timestamp.</summary>
    private const string NoTimestampName = "defaultSkipBuilderSchema";

    /// <summary>Old schemas of this name may sort the timestamp in another direction and at another place.</summary>
    private const string AnyTimestampOrderName = "defaultMsgIDsSchema";

    public static SortSchema Parse(string text)
    {
        (string? name, string body, int version) = Cut(text);
        var columns = ImmutableArray.CreateBuilder<SortSchemaColumn>();
        int? cutoff = null;
        foreach (string part in body.Split('|'))
        {
            string column = part;
            if (column.StartsWith('&'))
            {
                cutoff = cutoff is null && columns.Count > 0 && column.Length > 1
                    ? columns.Count
                    : throw Error(SortSchemaError.InvalidCutoffPlacement, text, $"'&' on column {columns.Count + 1}, '{part}'; it may occur once, and not on the first column or before nothing");
                column = column[1..];
            }

            if (column.Contains('&', StringComparison.Ordinal))
            {
                throw Error(SortSchemaError.InvalidCutoffPlacement, text, $"'&' inside column '{part}'; it can only be its first character");
            }

            columns.Add(ParseColumn(text, column));
        }

        var schema = new SortSchema(name, columns.ToImmutable(), version, cutoff);
        Validate(text, schema);
        return schema;
    }

    private static (string? Name, string Body, int Version) Cut(string text)
    {
        string[] halves = text.Split('/');
        if (halves.Length > 2)
        {
            throw Error(SortSchemaError.MalformedSchema, text, "more than one '/'");
        }

        if (halves.Length < 2)
        {
            throw Error(SortSchemaError.UnsupportedVersion, text, "no version; '/V2' is expected at the end");
        }

        string[] named = halves[0].Split('=');
        if (named.Length > 2 || (named.Length == 2 && named[0].Length == 0))
        {
            throw Error(SortSchemaError.MalformedSchema, text, "at most one '=' is expected, after a name");
        }

        if (!halves[1].StartsWith('V') || !int.TryParse(halves[1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            throw Error(SortSchemaError.BadVersionText, text, $"version '/{halves[1]}'; '/V' and a number are expected");
        }

        if (version < 2)
        {
            throw Error(SortSchemaError.UnsupportedVersion, text, $"version {version}; at least 2 is expected");
        }

        return (named.Length == 2 ? named[0] : null, named[^1], version);
    }

    private static SortSchemaColumn ParseColumn(string text, string column)
    {
        string[] parts = column.Split(':');
        if (parts.Length > 3)
        {
            throw Error(SortSchemaError.InvalidColumnFormat, text, $"column '{column}' has {parts.Length} parts; at most name:type:direction is expected");
        }

        (string spelled, bool? descending) = TakeDirection(text, parts[0]);
        if (parts.Length > 1)
        {
            bool given = parts[^1] switch
            {
                "+" => false,
                "-" => true,
                _ => throw Error(SortSchemaError.UnknownDirection, text, $"direction '{parts[^1]}' of column '{column}'; '+' or '-' is expected"),
            };
            descending = descending is null
                ? given
                : throw Error(SortSchemaError.DuplicateDirection, text, $"column '{column}' gives its direction twice");
        }

        (string bare, SortColumnType type) = SortColumnTypes.Derive(spelled);
        if (bare.Length == 0)
        {
            throw Error(SortSchemaError.InvalidColumnFormat, text, $"column '{column}' has no name");
        }

        if (parts.Length == 3)
        {
            SortColumnType stated = SortColumnTypes.FromName(parts[1])
                ?? throw Error(SortSchemaError.UnknownColumnType, text, $"type '{parts[1]}' of column '{column}' is not known");
            if (stated != type)
            {
                throw Error(SortSchemaError.TypeMismatch, text, $"column '{column}' states {parts[1]}, but its name means {SortColumnTypes.NameOf(type)}");
            }
        }

        return new SortSchemaColumn(bare, type, descending ?? SortColumnTypes.IsDescendingByDefault(bare));
    }

    /// <summary>Takes a direction off the front or the end of a name. What remains may neither begin nor end with one, or printing would be ambiguous.</summary>
    private static (string Spelled, bool? Descending) TakeDirection(string text, string part)
    {
        string name = part;
        char sign = '\0';
        if (name.Length > 0 && name[0] is '+' or '-')
        {
            (sign, name) = (name[0], name[1..]);
        }
        else if (name.Length > 0 && name[^1] is '+' or '-')
        {
            (sign, name) = (name[^1], name[..^1]);
        }

        if (name.Length > 0 && (name[0] is '+' or '-' || name[^1] is '+' or '-'))
        {
            throw Error(SortSchemaError.DuplicateDirection, text, $"'{part}' gives its direction twice");
        }

        return (name, sign == '\0' ? null : sign == '-');
    }

    private static void Validate(string text, SortSchema schema)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < schema.Columns.Length; i++)
        {
            if (!places.TryAdd(schema.Columns[i].Name, i))
            {
                throw Error(SortSchemaError.Validation, text, $"column '{schema.Columns[i].Name}' occurs twice");
            }
        }

        if (places.ContainsKey("timestamp") && places.ContainsKey("timestamp_secs"))
        {
            throw Error(SortSchemaError.Validation, text, "'timestamp' and 'timestamp_secs' are two names of one column");
        }

        int timestamp = places.TryGetValue("timestamp_secs", out int at) || places.TryGetValue("timestamp", out at) ? at : -1;
        if (timestamp < 0)
        {
            if (schema.Name != NoTimestampName)
            {
                throw Error(SortSchemaError.Validation, text, "no timestamp column; 'timestamp' or 'timestamp_secs' is expected");
            }
        }
        else
        {
            ValidateTimestamp(text, schema, timestamp);
        }

        ValidateTail(text, schema, places, timestamp);
    }

    private static void ValidateTimestamp(string text, SortSchema schema, int index)
    {
        SortSchemaColumn column = schema.Columns[index];
        if (column.Type != SortColumnType.Int64)
        {
            throw Error(SortSchemaError.Validation, text, $"column '{column.Name}' is {SortColumnTypes.NameOf(column.Type)}; dense-int64 is expected");
        }

        if (!column.Descending && schema.Name != AnyTimestampOrderName)
        {
            throw Error(SortSchemaError.Validation, text, $"column '{column.Name}' is ascending; a timestamp is descending");
        }
    }

    /// <summary>The last columns are <c>timeseries_id</c>, the timestamp, <c>tiebreaker</c>, as far as they occur, in this order.</summary>
    private static void ValidateTail(string text, SortSchema schema, Dictionary<string, int> places, int timestamp)
    {
        if (schema.Name == AnyTimestampOrderName)
        {
            return;
        }

        int[] tail = [places.GetValueOrDefault("timeseries_id", -1), timestamp, places.GetValueOrDefault("tiebreaker", -1)];
        int[] present = [.. tail.Where(place => place >= 0)];
        int first = schema.Columns.Length - present.Length;
        bool needsEnd = tail[0] >= 0 || tail[1] >= 0;
        for (int i = 0; needsEnd && i < present.Length; i++)
        {
            if (present[i] != first + i)
            {
                throw Error(SortSchemaError.Validation, text, $"column '{schema.Columns[present[i]].Name}' is at place {present[i] + 1}; the last columns are timeseries_id, the timestamp, tiebreaker, in this order");
            }
        }
    }

    private static SortSchemaException Error(SortSchemaError error, string text, string problem) =>
        new(error, $"sort schema '{text}': {problem}");
}
