using System.Buffers;
using System.Globalization;
using System.Text;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Cli.Running;

/// <summary>Prints events as they happen: as JSON, one object a line, or as lines for people. Thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="isJson">Whether as JSON.</param>
/// <param name="line">What is shown on the same terminal, and gives way.</param>
internal sealed class EventLines(TextWriter output, bool isJson, TerminalLine line) : IEventSink
{
    private readonly Lock _gate = new();

    public void Write(StampedEvent happened)
    {
        string? text = isJson ? JsonOf(happened) : TextOf(happened.Event);
        if (text is not null)
        {
            lock (_gate)
            {
                line.Clear();
                output.WriteLine(text);
                output.Flush();
            }
        }
    }

    private static string JsonOf(StampedEvent happened)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventJson.Write(happened, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>What people want to read; null for the rest.</summary>
    private static string? TextOf(PipelineEvent happened) => happened switch
    {
        PipelineEvent.IndexAttached attached => Line(happened, $"merged here, {attached.Seeded.Length:N0} splits may be merged"),
        PipelineEvent.SplitsIngested ingested => Line(happened, $"ingested {ingested.RowCount:N0} rows, {Plural(ingested.Outputs.Length, "split")}, {Size(ingested.Outputs)}"),
        PipelineEvent.MergePublished published => Line(
            happened,
            $"merged {Plural(published.Replaced.Length, "split")} into {Plural(published.Outputs.Length, "split")} of level {(published.Outputs.IsEmpty ? 0 : published.Outputs[0].Level)}, {published.OutputRows:N0} rows, {Size(published.Outputs)}"),
        PipelineEvent.MergeEnded ended => Line(happened, $"a merge ended without a result: {ended.Reason}"),
        PipelineEvent.SplitSetAside aside => Line(happened, $"split {aside.Split} is set aside: {aside.Reason}"),
        PipelineEvent.SplitsWithdrawn withdrawn => Line(happened, $"{Plural(withdrawn.Splits.Length, "split")} with {withdrawn.RowCount:N0} rows withdrawn: {withdrawn.Reason}"),
        PipelineEvent.SplitsCollected collected => Line(happened, $"deleted {Plural(collected.Splits.Length, "replaced file")}"),
        _ => null,
    };

    private static string Line(PipelineEvent happened, FormattableString text) =>
        (happened.Index is IndexUid index ? index.Id + ": " : "") + text.ToString(CultureInfo.InvariantCulture);

    private static string Size(IEnumerable<EventSplit> splits) => ByteSize.Format(splits.Sum(split => split.SizeBytes));

    private static string Plural(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
