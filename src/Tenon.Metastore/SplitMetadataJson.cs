using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>Split metadata as JSON, the form in which metastores keep them: every other column is a copy of a part of it.</summary>
/// <remarks>Members that say nothing are left out; members that are not known are passed over, so that a later version may add some (F-66).</remarks>
public static class SplitMetadataJson
{
    /// <summary>Writes metadata.</summary>
    /// <param name="split">The metadata.</param>
    /// <returns>One JSON object.</returns>
    public static string Write(SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("split_id", split.Id.ToString());
            json.WriteString("index_uid", split.Index.ToString());
            WriteNumberUnless(0, json, "partition_id", split.PartitionId);
            WriteStringUnlessEmpty(json, "folder", split.Folder.Path);
            if (split.TimeRange != default)
            {
                json.WriteStartObject("time_range");
                json.WriteNumber("start_secs", split.TimeRange.StartSeconds);
                json.WriteNumber("end_secs", split.TimeRange.EndSeconds);
                json.WriteEndObject();
            }

            json.WriteNumber("num_rows", split.RowCount);
            json.WriteNumber("size_bytes", split.SizeBytes);
            WriteSetUnlessEmpty(json, "metric_names", split.MetricNames);
            if (split.LowCardinalityTags.Count > 0)
            {
                json.WriteStartObject("low_cardinality_tags");
                foreach ((string tag, ImmutableSortedSet<string> values) in split.LowCardinalityTags)
                {
                    WriteSet(json, tag, values);
                }

                json.WriteEndObject();
            }

            WriteSetUnlessEmpty(json, "high_cardinality_tag_keys", split.HighCardinalityTagKeys);
            json.WriteString("created_at", split.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
            if (split.Maturity.Period > TimeSpan.Zero)
            {
                json.WriteNumber("maturation_ticks", split.Maturity.Period.Ticks);
            }

            if (split.Window is TimeWindow window)
            {
                json.WriteNumber("window_start", window.StartSeconds);
                json.WriteNumber("window_duration_secs", window.DurationSeconds);
            }

            WriteStringUnlessEmpty(json, "sort_fields", split.SortFields);
            WriteNumberUnless(0, json, "num_merge_ops", (ulong)split.Level);
            if (!split.RowKeys.IsDefaultOrEmpty)
            {
                json.WriteBase64String("row_keys", split.RowKeys.AsSpan());
            }

            if (split.ZonemapRegexes.Count > 0)
            {
                json.WriteStartObject("zonemap_regexes");
                foreach ((string column, string regex) in split.ZonemapRegexes)
                {
                    json.WriteString(column, regex);
                }

                json.WriteEndObject();
            }

            WriteNumberUnless(0, json, "rg_partition_prefix_len", (ulong)split.RowGroupPrefixLength);
            if (split.Digest is string digest)
            {
                json.WriteString("digest", digest);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads metadata.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <returns>The metadata.</returns>
    /// <exception cref="FormatException">The text is not such an object.</exception>
    public static SplitMetadata Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            SplitMaturity maturity = Find(root, "maturation_ticks") is JsonElement ticks ? SplitMaturity.ImmatureFor(TimeSpan.FromTicks(ticks.GetInt64())) : SplitMaturity.Mature;
            return new SplitMetadata
            {
                Id = SplitId.Parse(root.GetProperty("split_id").GetString() ?? ""),
                Index = IndexUid.Parse(root.GetProperty("index_uid").GetString() ?? ""),
                PartitionId = Find(root, "partition_id")?.GetUInt64() ?? 0,
                Folder = SplitScope.Parse(Find(root, "folder")?.GetString() ?? ""),
                TimeRange = Find(root, "time_range") is JsonElement range
                    ? new SplitTimeRange(range.GetProperty("start_secs").GetInt64(), range.GetProperty("end_secs").GetInt64())
                    : default,
                RowCount = root.GetProperty("num_rows").GetInt64(),
                SizeBytes = root.GetProperty("size_bytes").GetInt64(),
                MetricNames = ReadSet(Find(root, "metric_names")),
                LowCardinalityTags = ReadMap(Find(root, "low_cardinality_tags"), value => ReadSet(value)),
                HighCardinalityTagKeys = ReadSet(Find(root, "high_cardinality_tag_keys")),
                CreatedAt = DateTimeOffset.ParseExact(root.GetProperty("created_at").GetString() ?? "", "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                Maturity = maturity,
                Window = Find(root, "window_start") is JsonElement start
                    ? TimeWindow.Of(start.GetInt64(), root.GetProperty("window_duration_secs").GetInt32())
                    : null,
                SortFields = Find(root, "sort_fields")?.GetString() ?? "",
                Level = Find(root, "num_merge_ops")?.GetInt32() ?? 0,
                RowKeys = Find(root, "row_keys") is JsonElement keys ? [.. keys.GetBytesFromBase64()] : [],
                ZonemapRegexes = ReadMap(Find(root, "zonemap_regexes"), value => value.GetString() ?? ""),
                RowGroupPrefixLength = Find(root, "rg_partition_prefix_len")?.GetInt32() ?? 0,
                Digest = Find(root, "digest")?.GetString(),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"split metadata '{text}': {e.Message}", e);
        }
    }

    private static JsonElement? Find(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement found) ? found : null;

    private static ImmutableSortedSet<string> ReadSet(JsonElement? array) =>
        array is JsonElement values
            ? ImmutableSortedSet.CreateRange(StringComparer.Ordinal, values.EnumerateArray().Select(value => value.GetString() ?? ""))
            : ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, T> ReadMap<T>(JsonElement? element, Func<JsonElement, T> read) =>
        element is JsonElement map
            ? ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, map.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, read(member.Value))))
            : ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static void WriteSetUnlessEmpty(Utf8JsonWriter json, string name, ImmutableSortedSet<string> values)
    {
        if (values.Count > 0)
        {
            WriteSet(json, name, values);
        }
    }

    private static void WriteSet(Utf8JsonWriter json, string name, ImmutableSortedSet<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteStringUnlessEmpty(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumberUnless(ulong absent, Utf8JsonWriter json, string name, ulong value)
    {
        if (value != absent)
        {
            json.WriteNumber(name, value);
        }
    }
}
