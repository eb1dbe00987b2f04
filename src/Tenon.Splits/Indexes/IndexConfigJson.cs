using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tenon.Splits.Metadata;
using Tenon.Splits.Policy;

namespace Tenon.Splits.Indexes;

/// <summary>Definitions of indexes as JSON: what a user writes, and what a metastore keeps.</summary>
/// <remarks>Numbers out of range are read, for <see cref="IndexConfigRules"/> to name all of them at once. A setting that is not known is refused: a misspelt one would otherwise silently have its default.</remarks>
public static class IndexConfigJson
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    private const string Record = "index definition";

    /// <summary>Writes a definition.</summary>
    /// <param name="config">The definition; its sort fields are written in canonical text.</param>
    /// <returns>JSON in UTF-8, with all settings.</returns>
    public static byte[] Write(IndexConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("version", Version.ToString(CultureInfo.InvariantCulture));
            WriteRows(writer, config.Canonical());
            WritePolicy(writer, config.MergePolicy);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>Reads a definition. What is not given has the default of its kind, and the kind that of its id.</summary>
    /// <param name="utf8">JSON in UTF-8.</param>
    /// <returns>The definition in canonical form, without problems.</returns>
    /// <exception cref="FormatException">The text is no JSON, a setting is unknown, missing or not what it should be, or the version is newer than
    /// this program; the message names all settings that have problems.</exception>
    public static IndexConfig Read(ReadOnlyMemory<byte> utf8)
    {
        IndexConfig config = JsonObjectReader.Parse(Record, utf8, Read).Canonical();
        return IndexConfigRules.Problems(config) is { Count: > 0 } problems ? throw new FormatException($"{Record}: {string.Join("; ", problems)}") : config;
    }

    private static IndexConfig Read(JsonObjectReader json)
    {
        json.CheckVersion(Version);
        string? kindName = json.Text("kind");
        SplitKind? kind = kindName is null ? null : SplitKindNames.Parse(kindName) ?? throw json.Unexpected("kind", kindName, "metrics, sketches or table");
        var defaults = IndexConfig.Default(json.RequiredText("index_id"), kind);
        string? timestamp = json.Text("timestamp_column");
        string? unit = json.Text("timestamp_unit");
        var config = defaults with
        {
            SortFields = json.Text("sort_fields") ?? defaults.SortFields,
            WindowDurationSeconds = json.Integer("window_duration_secs", int.MinValue) ?? (timestamp is null ? defaults.WindowDurationSeconds : IndexConfig.DefaultWindowDurationSeconds),
            LateDataSeconds = json.Number("late_data_secs", long.MinValue),
            RetentionPeriod = json.Text("retention_period") is string period ? Duration(json, "retention_period", period) : null,
            PartitionKey = json.Texts("partition_key").ToImmutableArray(),
            MaxPartitions = json.Integer("max_partitions", int.MinValue) ?? defaults.MaxPartitions,
            RowGroupRows = json.Integer("row_group_rows", int.MinValue) ?? defaults.RowGroupRows,
            RowGroupPrefixLength = json.Integer("row_group_prefix_length", int.MinValue) ?? defaults.RowGroupPrefixLength,
            TimestampColumn = timestamp,
            TimestampUnit = unit is null ? default : TableColumnNames.ParseUnit(unit) ?? throw json.Unexpected("timestamp_unit", unit, $"one of {TableColumnNames.AllUnits}"),
            Columns = Columns(json),
            MergePolicy = json.Object("merge_policy") is { } policy ? Policy(policy) : defaults.MergePolicy,
        };
        RefuseUnknown(json);
        return config;
    }

    private static void WriteRows(Utf8JsonWriter writer, IndexConfig config)
    {
        writer.WriteString("index_id", config.IndexId);
        writer.WriteString("kind", config.Kind.Name());
        writer.WriteString("sort_fields", config.SortFields);
        writer.WriteNumber("window_duration_secs", config.WindowDurationSeconds);
        WriteOptional(writer, "late_data_secs", config.LateDataSeconds);
        if (config.RetentionPeriod is TimeSpan retention)
        {
            writer.WriteString("retention_period", HumanDuration.Print(retention));
        }

        if (!config.PartitionKey.IsEmpty)
        {
            writer.WriteStartArray("partition_key");
            foreach (string column in config.PartitionKey)
            {
                writer.WriteStringValue(column);
            }

            writer.WriteEndArray();
        }

        writer.WriteNumber("max_partitions", config.MaxPartitions);

        writer.WriteNumber("row_group_rows", config.RowGroupRows);
        writer.WriteNumber("row_group_prefix_length", config.RowGroupPrefixLength);
        if (config.TimestampColumn is string timestamp)
        {
            writer.WriteString("timestamp_column", timestamp);
            writer.WriteString("timestamp_unit", config.TimestampUnit.Name());
        }

        if (!config.Columns.IsEmpty)
        {
            writer.WriteStartArray("columns");
            foreach (TableColumn column in config.Columns)
            {
                writer.WriteStartObject();
                writer.WriteString("name", column.Name);
                writer.WriteString("type", column.Type.Name());
                writer.WriteBoolean("required", column.IsRequired);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static void WritePolicy(Utf8JsonWriter writer, MergePolicySettings policy)
    {
        writer.WriteStartObject("merge_policy");
        writer.WriteNumber("merge_factor", policy.MergeFactor);
        writer.WriteNumber("max_merge_factor", policy.MaxMergeFactor);
        writer.WriteNumber("max_merge_ops", policy.MaxMergeOps);
        writer.WriteNumber("target_split_size_bytes", policy.TargetSplitSizeBytes);
        writer.WriteString("maturation_period", HumanDuration.Print(policy.MaturationPeriod));
        writer.WriteNumber("max_finalize_merge_operations", policy.MaxFinalizeMergeOperations);
        WriteOptional(writer, "compaction_start_time", policy.CompactionStartTime);
        writer.WriteEndObject();
    }

    private static MergePolicySettings Policy(JsonObjectReader json)
    {
        var defaults = new MergePolicySettings();
        var policy = new MergePolicySettings
        {
            MergeFactor = json.Integer("merge_factor", int.MinValue) ?? defaults.MergeFactor,
            MaxMergeFactor = json.Integer("max_merge_factor", int.MinValue) ?? defaults.MaxMergeFactor,
            MaxMergeOps = json.Integer("max_merge_ops", int.MinValue) ?? defaults.MaxMergeOps,
            TargetSplitSizeBytes = json.Number("target_split_size_bytes", long.MinValue) ?? defaults.TargetSplitSizeBytes,
            MaturationPeriod = json.Text("maturation_period") is string period ? Duration(json, "maturation_period", period) : defaults.MaturationPeriod,
            MaxFinalizeMergeOperations = json.Integer("max_finalize_merge_operations", int.MinValue) ?? defaults.MaxFinalizeMergeOperations,
            CompactionStartTime = json.Number("compaction_start_time", long.MinValue),
        };
        RefuseUnknown(json);
        return policy;
    }

    private static TimeSpan Duration(JsonObjectReader json, string name, string text) =>
        HumanDuration.TryParse(text, out TimeSpan duration) ? duration : throw json.Unexpected(name, text, HumanDuration.Expected);

    private static ImmutableArray<TableColumn> Columns(JsonObjectReader json)
    {
        if (!json.TryGet("columns", out JsonElement list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw json.Unexpected("columns", list, "a list of columns");
        }

        return [.. list.EnumerateArray().Select(Column)];
    }

    private static TableColumn Column(JsonElement element, int index)
    {
        var json = new JsonObjectReader(string.Create(CultureInfo.InvariantCulture, $"{Record}: column {index + 1}"), element);
        string type = json.RequiredText("type");
        bool isRequired = json.TryGet("required", out JsonElement required) && required.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw json.Unexpected("required", required, "true or false"),
        };
        var column = new TableColumn(
            json.RequiredText("name"), TableColumnNames.ParseType(type) ?? throw json.Unexpected("type", type, $"one of {TableColumnNames.AllTypes}"), isRequired);
        RefuseUnknown(json);
        return column;
    }

    private static void RefuseUnknown(JsonObjectReader json)
    {
        if (json.Unread.FirstOrDefault() is string unknown)
        {
            throw json.UnknownField(unknown);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is long number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
