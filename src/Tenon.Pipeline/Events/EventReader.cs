using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Pipeline.Events;

/// <summary>Reads events as <see cref="EventJson"/> writes them.</summary>
public static class EventReader
{
    /// <summary>Reads one event.</summary>
    /// <param name="record">How errors call it: a file and a line.</param>
    /// <param name="utf8">The line.</param>
    /// <returns>The event.</returns>
    /// <exception cref="FormatException">It is no event, or one of another version; the message names the record, the field, what was found and what is expected.</exception>
    public static StampedEvent Read(string record, ReadOnlyMemory<byte> utf8) => JsonObjectReader.Parse(record, utf8, json =>
    {
        if (json.Number("v") != EventJson.Version)
        {
            throw json.Unexpected("v", json.Number("v")?.ToString(CultureInfo.InvariantCulture) ?? "", EventJson.Version.ToString(CultureInfo.InvariantCulture));
        }

        string? index = json.Text("index");
        PipelineEvent happened = ReadEvent(json) with { Index = index is null ? null : ReadIndex(json, "index") };
        var stamped = new StampedEvent(json.RequiredText("pipeline"), json.RequiredNumber("generation"), json.RequiredNumber("sequence"), ReadTime(json, "time"), happened);
        return json.Unread.FirstOrDefault() is string unknown ? throw json.UnknownField(unknown) : stamped;
    });

    private static PipelineEvent ReadEvent(JsonObjectReader json)
    {
        string name = json.RequiredText("event");
        switch (name)
        {
            case nameof(PipelineEvent.GenerationBegan):
                return new PipelineEvent.GenerationBegan();
            case nameof(PipelineEvent.GenerationFailed):
                return new PipelineEvent.GenerationFailed(json.RequiredText("reason"));
            case nameof(PipelineEvent.LeaseTaken):
                return new PipelineEvent.LeaseTaken(json.RequiredNumber("epoch"));
            case nameof(PipelineEvent.IndexAttached):
                ImmutableArray<CompactionScope> scopes = ReadScopes(json);
                return new PipelineEvent.IndexAttached(ReadRules(json), ReadSplits(json, "seeded", scopes), ReadSplits(json, "quarantined", scopes));
            case nameof(PipelineEvent.IndexDetached):
                return new PipelineEvent.IndexDetached(json.RequiredText("reason"));
            case nameof(PipelineEvent.SplitsHeard):
                return new PipelineEvent.SplitsHeard(ReadSplits(json, "splits", ReadScopes(json)));
            case nameof(PipelineEvent.SplitsIngested):
                return new PipelineEvent.SplitsIngested(ReadOperation(json), ReadSplits(json, "outputs", ReadScopes(json)), json.RequiredNumber("rows"), json.Text("digest"));
            case nameof(PipelineEvent.MergePlanned):
                return new PipelineEvent.MergePlanned(ReadOperation(json), ReadInteger(json, "level"), ReadSplits(json, "inputs", ReadScopes(json)));
            case nameof(PipelineEvent.MergeClaimed):
                return new PipelineEvent.MergeClaimed(ReadOperation(json), ReadSplits(json, "inputs", ReadScopes(json)));
            case nameof(PipelineEvent.MergeRefused):
                return new PipelineEvent.MergeRefused(ReadOperation(json), json.RequiredText("reason"));
            case nameof(PipelineEvent.MergeStaged):
                return new PipelineEvent.MergeStaged(ReadOperation(json), ReadSplits(json, "outputs", ReadScopes(json)));
            case nameof(PipelineEvent.MergeUploaded):
                return new PipelineEvent.MergeUploaded(
                    ReadOperation(json), ReadSplits(json, "outputs", ReadScopes(json)), json.RequiredNumber("inputRows"), json.RequiredNumber("outputRows"), json.RequiredText("digest"));
            case nameof(PipelineEvent.MergePublished):
                return new PipelineEvent.MergePublished(
                    ReadOperation(json),
                    ReadIds(json, "replaced"),
                    ReadSplits(json, "outputs", ReadScopes(json)),
                    json.RequiredNumber("inputRows"),
                    json.RequiredNumber("outputRows"),
                    json.RequiredText("digest"));
            case nameof(PipelineEvent.MergeEnded):
                return new PipelineEvent.MergeEnded(ReadOperation(json), ReadEnd(json), json.RequiredText("reason"), ReadIds(json, "blamed"));
            case nameof(PipelineEvent.SplitQuarantined):
                return new PipelineEvent.SplitQuarantined(ReadId(json, "split", json.RequiredText("split")), json.RequiredText("reason"));
            case nameof(PipelineEvent.SplitSetAside):
                return new PipelineEvent.SplitSetAside(ReadId(json, "split", json.RequiredText("split")), json.RequiredText("reason"));
            case nameof(PipelineEvent.SplitsWithdrawn):
                return new PipelineEvent.SplitsWithdrawn(ReadIds(json, "splits"), json.RequiredNumber("rows"), json.RequiredText("reason"));
            case nameof(PipelineEvent.SplitsCollected):
                return new PipelineEvent.SplitsCollected(ReadIds(json, "splits"));
            case nameof(PipelineEvent.PlannerDisconnected):
                return new PipelineEvent.PlannerDisconnected();
            case nameof(PipelineEvent.FinalMergesPlanned):
                return new PipelineEvent.FinalMergesPlanned([.. json.RequiredList("merges").Select(inputs => ReadIds(json, "merges", inputs))]);
            case nameof(PipelineEvent.Drained):
                return new PipelineEvent.Drained();
            default:
                throw json.Unexpected("event", name, "the name of an event");
        }
    }

    private static MergeRules ReadRules(JsonObjectReader json)
    {
        JsonObjectReader rules = json.Object("rules") ?? throw json.Unexpected("rules", "", "an object");
        TimeSpan? retention = rules.Number("retentionSecs", 0, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond) is long seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new MergeRules(ReadInteger(rules, "maxInputs"), ReadInteger(rules, "maxLevel"), ReadInteger(rules, "maxFinalMerges"), ReadInteger(rules, "maxTries"), retention);
    }

    private static ImmutableArray<CompactionScope> ReadScopes(JsonObjectReader json) => [.. json.RequiredObjects("scopes").Select(ReadScope)];

    private static CompactionScope ReadScope(JsonObjectReader json)
    {
        TimeWindow? window = null;
        if (json.Number("windowStart", long.MinValue) is long start)
        {
            int seconds = ReadInteger(json, "windowSeconds");
            window = seconds > 0 && TimeWindow.Of(start, seconds) is var read && read.StartSeconds == start
                ? read
                : throw json.Unexpected("windowSeconds", seconds.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a divisor of {start}"));
        }

        string folder = json.RequiredText("folder");
        return new CompactionScope(
            ReadIndex(json, "index"),
            json.Unsigned("partition"),
            json.RequiredText("sortFields"),
            window,
            ReadInteger(json, "prefix"),
            SplitScope.TryParse(folder, out SplitScope path, out string? problem) ? path : throw json.Unexpected("folder", folder, $"a folder of the form key=value ({problem})"));
    }

    private static ImmutableArray<EventSplit> ReadSplits(JsonObjectReader json, string name, ImmutableArray<CompactionScope> scopes) =>
    [
        .. json.RequiredObjects(name).Select(split => new EventSplit(
            ReadId(split, "id", split.RequiredText("id")),
            split.Number("scope", 0, scopes.Length - 1) is long place ? scopes[(int)place] : null,
            ReadInteger(split, "level"),
            split.RequiredNumber("rows"),
            split.RequiredNumber("bytes"),
            ReadTime(split, "maturesAt"),
            split.Text("digest"),
            split.Text("expiresAt") is null ? null : ReadTime(split, "expiresAt"))),
    ];

    private static ImmutableArray<SplitId> ReadIds(JsonObjectReader json, string name) => [.. json.RequiredList(name).Select(element => ReadId(json, name, element))];

    private static ImmutableArray<SplitId> ReadIds(JsonObjectReader json, string name, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(element => ReadId(json, name, element))] : throw json.Unexpected(name, list, "a list of lists");

    private static SplitId ReadId(JsonObjectReader json, string name, JsonElement element) =>
        ReadId(json, name, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText()); // A string, as was checked.

    private static SplitId ReadId(JsonObjectReader json, string name, string text) =>
        SplitId.TryParse(text, out SplitId id) ? id : throw json.Unexpected(name, text, "the id of a split");

    private static OperationId ReadOperation(JsonObjectReader json) =>
        json.RequiredText("operation") is var text && OperationId.TryParse(text, out OperationId id) ? id : throw json.Unexpected("operation", text, "the id of an operation");

    private static IndexUid ReadIndex(JsonObjectReader json, string name) =>
        json.RequiredText(name) is var text && IndexUid.TryParse(text, out IndexUid uid) ? uid : throw json.Unexpected(name, text, "the uid of an index");

    private static EndReason ReadEnd(JsonObjectReader json) =>
        json.RequiredText("why") is var text && Enum.TryParse(text, out EndReason why) && why.ToString() == text
            ? why
            : throw json.Unexpected("why", text, $"one of {string.Join(", ", Enum.GetNames<EndReason>())}");

    private static int ReadInteger(JsonObjectReader json, string name) => json.RequiredNumber(name) is var number && number <= int.MaxValue
        ? (int)number
        : throw json.Unexpected(name, number.ToString(CultureInfo.InvariantCulture), "a whole number of 32 bits");

    private static DateTimeOffset ReadTime(JsonObjectReader json, string name) =>
        json.RequiredText(name) is var text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time)
            ? time
            : throw json.Unexpected(name, text, "a time of RFC 3339");
}
