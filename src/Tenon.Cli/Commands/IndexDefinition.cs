using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tenon.Cli.Parsing;
using Tenon.Splits.Indexes;

namespace Tenon.Cli.Commands;

/// <summary>What <c>tenon index create</c> was told: a file, and options that override it. Values as they were written; null where nothing was.</summary>
internal sealed record IndexDefinition
{
    public required string IndexId { get; init; }

    public string? File { get; init; }

    public string? Kind { get; init; }

    public string? Sort { get; init; }

    public string? Window { get; init; }

    public string? TimestampColumn { get; init; }

    public string? TimestampUnit { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public string? LateData { get; init; }

    public string? Retention { get; init; }

    public string? PartitionKey { get; init; }

    public string? MaxPartitions { get; init; }

    public string? RowGroupRows { get; init; }

    public string? RowGroupPrefix { get; init; }

    public string? MergeFactor { get; init; }

    public string? MaxMergeFactor { get; init; }

    public string? MaxMergeOps { get; init; }

    public string? TargetSplitSize { get; init; }

    public string? Maturation { get; init; }

    public string? MaxFinalize { get; init; }

    public string? CompactionStart { get; init; }

    /// <summary>The definition; what is in it is judged where definitions are read.</summary>
    /// <exception cref="UsageException">It has problems; the message names all of them.</exception>
    public IndexConfig Read()
    {
        JsonObject json = ReadFile();
        if (json.TryGetPropertyValue("index_id", out JsonNode? other) && other?.ToString() != IndexId)
        {
            throw new UsageException($"{File}: index_id is '{other}'; '{IndexId}' is expected, or no index_id");
        }

        json["index_id"] = IndexId;
        Set(json, "kind", Kind);
        Set(json, "sort_fields", Sort);
        SetNumber(json, "window_duration_secs", "--window", Window);
        Set(json, "timestamp_column", TimestampColumn);
        Set(json, "timestamp_unit", TimestampUnit);
        SetNumber(json, "late_data_secs", "--late-data", LateData);
        Set(json, "retention_period", Retention);
        SetNumber(json, "max_partitions", "--max-partitions", MaxPartitions);
        SetNumber(json, "row_group_rows", "--row-group-rows", RowGroupRows);
        SetNumber(json, "row_group_prefix_length", "--row-group-prefix", RowGroupPrefix);
        if (PartitionKey is not null)
        {
            json["partition_key"] = new JsonArray([.. PartitionKey.Split(',').Select(name => (JsonNode)JsonValue.Create(name))]);
        }

        if (Columns.Count > 0)
        {
            json["columns"] = new JsonArray([.. Columns.Select(Column)]);
        }

        SetPolicy(json);
        try
        {
            return IndexConfigJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private void SetPolicy(JsonObject json)
    {
        JsonObject policy = json["merge_policy"] as JsonObject ?? [];
        SetNumber(policy, "merge_factor", "--merge-factor", MergeFactor);
        SetNumber(policy, "max_merge_factor", "--max-merge-factor", MaxMergeFactor);
        SetNumber(policy, "max_merge_ops", "--max-merge-ops", MaxMergeOps);
        if (TargetSplitSize is not null)
        {
            policy["target_split_size_bytes"] = JsonValue.Create(ByteSize.Parse(TargetSplitSize));
        }

        Set(policy, "maturation_period", Maturation);
        SetNumber(policy, "max_finalize_merge_operations", "--max-finalize", MaxFinalize);
        SetNumber(policy, "compaction_start_time", "--compaction-start", CompactionStart);
        if (policy.Count > 0 && policy.Parent is null)
        {
            json["merge_policy"] = policy;
        }
    }

    private JsonObject ReadFile()
    {
        if (File is null)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(System.IO.File.ReadAllBytes(File), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new UsageException($"{File}: an object is expected");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{File} is no JSON: {e.Message}");
        }
    }

    private static JsonObject Column(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || (parts.Length == 3 && parts[2] != "required"))
        {
            throw new UsageException($"--column {text}: NAME:TYPE or NAME:TYPE:required is expected");
        }

        return new JsonObject { ["name"] = parts[0], ["type"] = parts[1], ["required"] = parts.Length == 3 };
    }

    private static void Set(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = JsonValue.Create(value);
        }
    }

    private static void SetNumber(JsonObject json, string name, string option, string? value)
    {
        if (value is not null)
        {
            json[name] = JsonValue.Create(long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new UsageException($"{option} {value}: a whole number is expected"));
        }
    }
}
