using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Tenon.Splits;

namespace Tenon.Pipeline.Events;

/// <summary>Events as JSON: one object each, on one line.</summary>
public static class EventJson
{
    /// <summary>The version of the form; rises when a field changes its meaning.</summary>
    public const int Version = 1;

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
            case PipelineEvent.IndexAttached attached:
                Write(json, "seeded", attached.Seeded);
                break;
            case PipelineEvent.IndexDetached detached:
                json.WriteString("reason", detached.Reason);
                break;
            case PipelineEvent.SplitsIngested ingested:
                json.WriteString("operation", ingested.Operation.ToString());
                Write(json, "outputs", ingested.Outputs);
                json.WriteNumber("rows", ingested.RowCount);
                json.WriteString("digest", ingested.Digest);
                break;
            case PipelineEvent.MergePlanned planned:
                WritePlan(json, planned);
                break;
            case PipelineEvent.MergeUploaded uploaded:
                json.WriteString("operation", uploaded.Operation.ToString());
                Write(json, "outputs", uploaded.Outputs);
                WriteRows(json, uploaded.InputRows, uploaded.OutputRows, uploaded.Digest);
                break;
            case PipelineEvent.MergePublished published:
                json.WriteString("operation", published.Operation.ToString());
                Write(json, "replaced", published.Replaced);
                Write(json, "outputs", published.Outputs);
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
            case PipelineEvent.SplitsWithdrawn withdrawn:
                Write(json, "splits", withdrawn.Splits);
                json.WriteNumber("rows", withdrawn.RowCount);
                json.WriteString("reason", withdrawn.Reason);
                break;
            case PipelineEvent.SplitsCollected collected:
                Write(json, "splits", collected.Splits);
                break;
            case PipelineEvent.FinalMergesPlanned final:
                json.WriteNumber("merges", final.MergeCount);
                break;
        }
    }

    private static void WritePlan(Utf8JsonWriter json, PipelineEvent.MergePlanned planned)
    {
        json.WriteString("operation", planned.Operation.ToString());
        json.WriteNumber("level", planned.Level);
        json.WriteString("sortFields", planned.Scope.SortFields);
        json.WriteNumber("partition", planned.Scope.PartitionId);
        if (planned.Scope.Window is TimeWindow window)
        {
            json.WriteNumber("windowStart", window.StartSeconds);
            json.WriteNumber("windowSeconds", window.DurationSeconds);
        }

        json.WriteNumber("prefix", planned.Scope.RowGroupPrefixLength);
        json.WriteString("folder", planned.Scope.Folder.Path);
        Write(json, "inputs", planned.Inputs);
    }

    private static void WriteRows(Utf8JsonWriter json, long inputRows, long outputRows, string digest)
    {
        json.WriteNumber("inputRows", inputRows);
        json.WriteNumber("outputRows", outputRows);
        json.WriteString("digest", digest);
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<SplitId> splits)
    {
        json.WriteStartArray(name);
        foreach (SplitId split in splits)
        {
            json.WriteStringValue(split.ToString());
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<EventSplit> splits)
    {
        json.WriteStartArray(name);
        foreach (EventSplit split in splits)
        {
            json.WriteStartObject();
            json.WriteString("id", split.Id.ToString());
            json.WriteNumber("level", split.Level);
            json.WriteNumber("rows", split.RowCount);
            json.WriteNumber("bytes", split.SizeBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
