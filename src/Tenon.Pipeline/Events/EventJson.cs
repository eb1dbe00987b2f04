using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Tenon.Splits;

namespace Tenon.Pipeline.Events;

/// <summary>Events as JSON: one object each, on one line.</summary>
public static class EventJson
{
    /// <summary>The version of the form; rises when a field changes its meaning.</summary>
    public const int Version = 2;

    /// <summary>Writes an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="destination">Where its bytes are appended, without a line end.</param>
    public static void Write(StampedEvent happened, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(happened);
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteNumber("v", Version);
        json.WriteString("pipeline", happened.Pipeline);
        json.WriteNumber("generation", happened.Generation);
        json.WriteNumber("sequence", happened.Sequence);
        json.WriteString("time", happened.Time);
        json.WriteString("event", NameOf(happened.Event));
        if (happened.Event.Index is IndexUid index)
        {
            json.WriteString("index", index.ToString());
        }

        WriteFields(json, happened.Event);
        json.WriteEndObject();
    }

    /// <summary>The name of an event's kind, as in its type.</summary>
    /// <param name="happened">The event.</param>
    /// <returns>The name.</returns>
    public static string NameOf(PipelineEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.GetType().Name;
    }

    private static void WriteFields(Utf8JsonWriter json, PipelineEvent happened)
    {
        switch (happened)
        {
            case PipelineEvent.GenerationFailed failed:
                json.WriteString("reason", failed.Reason);
                break;
            case PipelineEvent.LeaseTaken taken:
                json.WriteNumber("epoch", taken.Epoch);
                break;
            case PipelineEvent.IndexAttached attached:
                WriteRules(json, attached.Rules);
                Write(json, [("seeded", attached.Seeded), ("quarantined", attached.Quarantined)]);
                break;
            case PipelineEvent.SplitsHeard heard:
                Write(json, [("splits", heard.Splits)]);
                break;
            case PipelineEvent.IndexDetached detached:
                json.WriteString("reason", detached.Reason);
                break;
            case PipelineEvent.SplitsIngested ingested:
                json.WriteString("operation", ingested.Operation.ToString());
                Write(json, [("outputs", ingested.Outputs)]);
                json.WriteNumber("rows", ingested.RowCount);
                json.WriteString("digest", ingested.Digest);
                break;
            case PipelineEvent.MergePlanned planned:
                json.WriteString("operation", planned.Operation.ToString());
                json.WriteNumber("level", planned.Level);
                Write(json, [("inputs", planned.Inputs)]);
                break;
            case PipelineEvent.MergeClaimed claimed:
                json.WriteString("operation", claimed.Operation.ToString());
                Write(json, [("inputs", claimed.Inputs)]);
                break;
            case PipelineEvent.MergeRefused refused:
                json.WriteString("operation", refused.Operation.ToString());
                json.WriteString("reason", refused.Reason);
                break;
            case PipelineEvent.MergeStaged staged:
                json.WriteString("operation", staged.Operation.ToString());
                Write(json, [("outputs", staged.Outputs)]);
                break;
            case PipelineEvent.MergeUploaded uploaded:
                json.WriteString("operation", uploaded.Operation.ToString());
                Write(json, [("outputs", uploaded.Outputs)]);
                WriteRows(json, uploaded.InputRows, uploaded.OutputRows, uploaded.Digest);
                break;
            case PipelineEvent.MergePublished published:
                json.WriteString("operation", published.Operation.ToString());
                Write(json, "replaced", published.Replaced);
                Write(json, [("outputs", published.Outputs)]);
                WriteRows(json, published.InputRows, published.OutputRows, published.Digest);
                break;
            case PipelineEvent.MergeEnded ended:
                json.WriteString("operation", ended.Operation.ToString());
                json.WriteString("why", ended.Why.ToString());
                json.WriteString("reason", ended.Reason);
                Write(json, "blamed", ended.Blamed);
                break;
            case PipelineEvent.SplitQuarantined quarantined:
                json.WriteString("split", quarantined.Split.ToString());
                json.WriteString("reason", quarantined.Reason);
                break;
            case PipelineEvent.SplitSetAside aside:
                json.WriteString("split", aside.Split.ToString());
                json.WriteString("reason", aside.Reason);
                break;
            case PipelineEvent.SplitsWithdrawn withdrawn:
                Write(json, "splits", withdrawn.Splits);
                json.WriteNumber("rows", withdrawn.RowCount);
                json.WriteString("reason", withdrawn.Reason);
                break;
            case PipelineEvent.SplitsCollected collected:
                Write(json, "splits", collected.Splits);
                break;
            case PipelineEvent.FinalMergesPlanned final:
                json.WriteStartArray("merges");
                foreach (ImmutableArray<SplitId> inputs in final.Merges)
                {
                    WriteIds(json, inputs);
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void WriteRules(Utf8JsonWriter json, MergeRules rules)
    {
        json.WriteStartObject("rules");
        json.WriteNumber("maxInputs", rules.MaximumInputs);
        json.WriteNumber("maxLevel", rules.MaximumLevel);
        json.WriteNumber("maxFinalMerges", rules.MaximumFinalMerges);
        json.WriteNumber("maxTries", rules.MaximumTries);
        if (rules.Retention is TimeSpan retention)
        {
            json.WriteNumber("retentionSecs", (long)retention.TotalSeconds);
        }

        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, long inputRows, long outputRows, string digest)
    {
        json.WriteNumber("inputRows", inputRows);
        json.WriteNumber("outputRows", outputRows);
        json.WriteString("digest", digest);
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<SplitId> splits)
    {
        json.WritePropertyName(name);
        WriteIds(json, splits);
    }

    private static void WriteIds(Utf8JsonWriter json, ImmutableArray<SplitId> splits)
    {
        json.WriteStartArray();
        foreach (SplitId split in splits)
        {
            json.WriteStringValue(split.ToString());
        }

        json.WriteEndArray();
    }

    /// <summary>Writes lists of splits, after the scopes that are in them, each once: splits name theirs by its place.</summary>
    private static void Write(Utf8JsonWriter json, ReadOnlySpan<(string Name, ImmutableArray<EventSplit> Splits)> lists)
    {
        var places = new Dictionary<CompactionScope, int>();
        json.WriteStartArray("scopes");
        foreach ((_, ImmutableArray<EventSplit> splits) in lists)
        {
            foreach (EventSplit split in splits)
            {
                if (split.Scope is CompactionScope scope && places.TryAdd(scope, places.Count))
                {
                    Write(json, scope);
                }
            }
        }

        json.WriteEndArray();
        foreach ((string name, ImmutableArray<EventSplit> splits) in lists)
        {
            json.WriteStartArray(name);
            foreach (EventSplit split in splits)
            {
                json.WriteStartObject();
                json.WriteString("id", split.Id.ToString());
                if (split.Scope is CompactionScope scope)
                {
                    json.WriteNumber("scope", places[scope]);
                }

                json.WriteNumber("level", split.Level);
                json.WriteNumber("rows", split.RowCount);
                json.WriteNumber("bytes", split.SizeBytes);
                json.WriteString("maturesAt", split.MaturesAt);
                if (split.Digest is string digest)
                {
                    json.WriteString("digest", digest);
                }

                if (split.ExpiresAt is DateTimeOffset expires)
                {
                    json.WriteString("expiresAt", expires);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, CompactionScope scope)
    {
        json.WriteStartObject();
        json.WriteString("index", scope.Index.ToString());
        json.WriteNumber("partition", scope.PartitionId);
        json.WriteString("sortFields", scope.SortFields);
        if (scope.Window is TimeWindow window)
        {
            json.WriteNumber("windowStart", window.StartSeconds);
            json.WriteNumber("windowSeconds", window.DurationSeconds);
        }

        json.WriteNumber("prefix", scope.RowGroupPrefixLength);
        json.WriteString("folder", scope.Folder.Path);
        json.WriteEndObject();
    }
}
