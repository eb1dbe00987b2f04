using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Tenon.Splits.Metadata;

/// <summary>Split metadata as JSON, the form in which metastores keep it.</summary>
/// <remarks>
/// What is written is read back, field by field. Records that older programs wrote lack fields and get their defaults; fields that are not
/// known are passed over, so that a newer minor version stays readable; a newer major version is refused.
/// </remarks>
public static class SplitMetadataJson
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    private const string Record = "split metadata";

    /// <summary>Writes a record.</summary>
    /// <param name="split">The record.</param>
    /// <returns>JSON in UTF-8. Fields of compaction that say nothing are left out.</returns>
    public static byte[] Write(SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("version", Version.ToString(CultureInfo.InvariantCulture));
            WriteIdentity(writer, split);
            WriteContent(writer, split);
            WriteCompaction(writer, split);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record.</summary>
    /// <param name="utf8">JSON in UTF-8.</param>
    /// <returns>The record.</returns>
    /// <exception cref="FormatException">The text is no JSON, a field is missing or is not what it should be, or the version is newer than this program.</exception>
    public static SplitMetadata Read(ReadOnlyMemory<byte> utf8) => JsonObjectReader.Parse(Record, utf8, Read);

    private static SplitMetadata Read(JsonObjectReader json)
    {
        json.CheckVersion(Version);
        SplitId id = Id(json);
        SplitScope folder = json.Text("folder") is string path ? Parsed("folder", path, SplitScope.Parse) : SplitScope.Root;
        string expectedFile = $"{id}.parquet";
        if (json.Text("parquet_file") is string file && file != expectedFile)
        {
            throw json.Unexpected("parquet_file", file, $"'{expectedFile}'");
        }

        JsonObjectReader? times = json.Object("time_range");
        return new SplitMetadata
        {
            Id = id,
            Index = Parsed("index_uid", json.RequiredText("index_uid"), IndexUid.Parse),
            PartitionId = json.Unsigned("partition_id"),
            Folder = folder,
            TimeRange = times is null ? default : new SplitTimeRange(times.Number("start_secs", long.MinValue) ?? 0, times.Number("end_secs", long.MinValue) ?? 0),
            RowCount = json.RequiredNumber("num_rows"),
            SizeBytes = json.RequiredNumber("size_bytes"),
            MetricNames = Set(json.Texts("metric_names")),
            LowCardinalityTags = Tags(json),
            HighCardinalityTagKeys = Set(json.Texts("high_cardinality_tag_keys")),
            CreatedAt = CreatedAt(json),
            Maturity = Maturity(json),
            Window = Window(json),
            SortFields = json.Text("sort_fields") ?? "",
            Level = json.Integer("num_merge_ops") ?? 0,
            RowKeys = RowKeys(json),
            ZonemapRegexes = Zonemaps(json),
            RowGroupPrefixLength = json.Integer("rg_partition_prefix_len") ?? 0,
            Digest = json.Text("digest"),
        };
    }

    private static void WriteIdentity(Utf8JsonWriter writer, SplitMetadata split)
    {
        writer.WriteString("kind", split.Kind.Name());
        writer.WriteString("split_id", split.Id.ToString());
        writer.WriteString("index_uid", split.Index.ToString());
        writer.WriteNumber("partition_id", split.PartitionId);
        if (!split.Folder.IsRoot)
        {
            writer.WriteString("folder", split.Folder.Path);
        }

        writer.WriteString("parquet_file", $"{split.Id}.parquet");
        writer.WriteString("created_at", split.CreatedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        writer.WriteStartObject("maturity");
        writer.WriteString("type", split.Maturity == SplitMaturity.Mature ? "mature" : "immature");
        if (split.Maturity != SplitMaturity.Mature)
        {
            // Rounded up, so that no period becomes none.
            writer.WriteNumber("maturation_period_millis", (split.Maturity.Period.Ticks - 1) / TimeSpan.TicksPerMillisecond + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, SplitMetadata split)
    {
        writer.WriteStartObject("time_range");
        writer.WriteNumber("start_secs", split.TimeRange.StartSeconds);
        writer.WriteNumber("end_secs", split.TimeRange.EndSeconds);
        writer.WriteEndObject();
        writer.WriteNumber("num_rows", split.RowCount);
        writer.WriteNumber("size_bytes", split.SizeBytes);
        WriteTexts(writer, "metric_names", split.MetricNames);
        writer.WriteStartObject("low_cardinality_tags");
        foreach ((string key, ImmutableSortedSet<string> values) in split.LowCardinalityTags)
        {
            WriteTexts(writer, key, values);
        }

        writer.WriteEndObject();
        WriteTexts(writer, "high_cardinality_tag_keys", split.HighCardinalityTagKeys);
        if (split.Digest is string digest)
        {
            writer.WriteString("digest", digest);
        }
    }

    private static void WriteCompaction(Utf8JsonWriter writer, SplitMetadata split)
    {
        if (split.Window is TimeWindow window)
        {
            writer.WriteNumber("window_start", window.StartSeconds);
            writer.WriteNumber("window_duration_secs", window.DurationSeconds);
        }

        if (split.SortFields.Length > 0)
        {
            writer.WriteString("sort_fields", split.SortFields);
        }

        if (split.Level > 0)
        {
            writer.WriteNumber("num_merge_ops", split.Level);
        }

        if (!split.RowKeys.IsDefaultOrEmpty)
        {
            writer.WriteBase64String("row_keys_proto", split.RowKeys.AsSpan());
        }

        if (!split.ZonemapRegexes.IsEmpty)
        {
            writer.WriteStartObject("zonemap_regexes");
            foreach ((string column, string regex) in split.ZonemapRegexes)
            {
                writer.WriteString(column, regex);
            }

            writer.WriteEndObject();
        }

        if (split.RowGroupPrefixLength > 0)
        {
            writer.WriteNumber("rg_partition_prefix_len", split.RowGroupPrefixLength);
        }
    }

    private static SplitId Id(JsonObjectReader json)
    {
        string text = json.RequiredText("split_id");
        SplitId id = Parsed("split_id", text, SplitId.Parse);
        string kind = json.Text("kind") ?? id.Kind.Name(); // Before there were kinds, ids had theirs already.
        return kind == id.Kind.Name() ? id : throw json.Unexpected("kind", kind, $"'{id.Kind.Name()}', the kind of split id '{text}',");
    }

    /// <summary>Text as RFC 3339, or as some older records have it: seconds since the Unix epoch, or these and nanoseconds.</summary>
    private static DateTimeOffset CreatedAt(JsonObjectReader json)
    {
        const string Field = "created_at";
        const string Expected = "a time as text (RFC 3339), or seconds since the Unix epoch,";
        if (!json.TryGet(Field, out JsonElement value))
        {
            return DateTimeOffset.UnixEpoch;
        }

        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String when value.TryGetDateTimeOffset(out DateTimeOffset time) => time,
                JsonValueKind.Number when value.TryGetInt64(out long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds),
                JsonValueKind.Object when new JsonObjectReader(Field, value) is { } parts =>
                    DateTimeOffset.FromUnixTimeSeconds(parts.RequiredNumber("secs_since_epoch"))
                        .AddTicks((parts.Number("nanos_since_epoch", 0, 999_999_999) ?? 0) / TimeSpan.NanosecondsPerTick),
                _ => throw json.Unexpected(Field, value, Expected),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw json.Unexpected(Field, value, Expected);
        }
    }

    private static SplitMaturity Maturity(JsonObjectReader json)
    {
        if (json.Object("maturity") is not { } maturity)
        {
            return SplitMaturity.Mature;
        }

        return maturity.RequiredText("type") switch
        {
            "mature" => SplitMaturity.Mature,
            "immature" => SplitMaturity.ImmatureFor(TimeSpan.FromMilliseconds(
                maturity.Number("maturation_period_millis", 1, (long)TimeSpan.MaxValue.TotalMilliseconds - 1) ?? throw maturity.Unexpected("maturation_period_millis", "", "a period"))),
            string other => throw maturity.Unexpected("type", other, "'mature' or 'immature'"),
        };
    }

    private static TimeWindow? Window(JsonObjectReader json)
    {
        long? start = json.Number("window_start", long.MinValue);
        int duration = json.Integer("window_duration_secs") ?? 0;
        if (start is null != (duration == 0))
        {
            throw json.Unexpected(
                "window_start", start?.ToString(CultureInfo.InvariantCulture) ?? "", string.Create(CultureInfo.InvariantCulture, $"a start exactly where the duration, {duration}, is not 0"));
        }

        if (start is not long seconds)
        {
            return null;
        }

        TimeWindow window = Parsed("window_duration_secs", duration.ToString(CultureInfo.InvariantCulture), _ => TimeWindow.Of(seconds, duration));
        return window.StartSeconds == seconds
            ? window
            : throw json.Unexpected("window_start", seconds.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a multiple of {duration}"));
    }

    private static ImmutableArray<byte> RowKeys(JsonObjectReader json)
    {
        if (!json.TryGet("row_keys_proto", out JsonElement value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return [.. bytes];
        }

        // Some older records list the bytes as numbers.
        var builder = ImmutableArray.CreateBuilder<byte>();
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                builder.Add(item.ValueKind == JsonValueKind.Number && item.TryGetByte(out byte part) ? part : throw json.Unexpected("row_keys_proto", item, "a byte"));
            }

            return builder.ToImmutable();
        }

        throw json.Unexpected("row_keys_proto", value, "base64");
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Tags(JsonObjectReader json)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        if (json.Object("low_cardinality_tags") is { } listed)
        {
            foreach (string key in listed.Names)
            {
                tags.Add(key, Set(listed.Texts(key)));
            }
        }

        return tags.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Zonemaps(JsonObjectReader json)
    {
        var zonemaps = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (json.Object("zonemap_regexes") is { } listed)
        {
            foreach (string column in listed.Names)
            {
                zonemaps.Add(column, listed.RequiredText(column));
            }
        }

        return zonemaps.ToImmutable();
    }

    private static ImmutableSortedSet<string> Set(IEnumerable<string> values) => values.ToImmutableSortedSet(StringComparer.Ordinal);

    private static T Parsed<T>(string field, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{Record}: field '{field}': {e.Message}", e);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
