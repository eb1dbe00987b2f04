using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Tenon.Conformance.Reading;
using Tenon.Conformance.Replaying;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>Judges what processes recorded: whether it is a behaviour of the merge pipeline's model, with every property in every state.</summary>
public static class TraceReplay
{
    /// <summary>Replays records.</summary>
    /// <param name="events">The events of all processes, those of each in its order.</param>
    /// <param name="options">How; by default open to the ingests of others.</param>
    /// <param name="onStep">Hears of each event when it is decided what it was, index by index: one behaviour, from the first event to the last.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What it came to.</returns>
    public static TraceReport Check(IEnumerable<RecordedEvent> events, TraceOptions? options = null, Action<TraceStep>? onStep = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        options ??= new TraceOptions();
        RecordedEvent[][] processes = [.. events.GroupBy(recorded => recorded.Stamped.Pipeline, StringComparer.Ordinal).Select(process => process.ToArray())];
        ImmutableArray<Divergence> gaps = [.. TraceOrder.GapsOf(processes)];
        IndexUid[] indexes = [.. processes.SelectMany(process => process).Select(recorded => recorded.Stamped.Event.Index).OfType<IndexUid>().Distinct().Order()];
        ILookup<SplitId, EventSplit> ingested = processes.SelectMany(process => process).Select(recorded => recorded.Stamped.Event).OfType<PipelineEvent.SplitsIngested>()
            .SelectMany(told => told.Outputs).ToLookup(split => split.Id);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        return new TraceReport
        {
            EventCount = processes.Sum(process => (long)process.Length),
            Processes = [.. processes.Select(process => process[0].Stamped.Pipeline)],
            Gaps = gaps,
            Indexes = [.. indexes.Select(index => Check(ReplayOf(index), TraceOrder.OfIndex(index, processes, options.HasWrongClocks), Step, cancellationToken))],
            ActionCounts = counts.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };

        IndexReplay ReplayOf(IndexUid index) =>
            new(index, options, ingested, options.HasLostLeases ? int.MaxValue : TraceOrder.SilentLivesOf(index, processes));

        void Step(TraceStep step)
        {
            foreach (MergeAction action in step.Actions)
            {
                counts[action.GetType().Name] = counts.GetValueOrDefault(action.GetType().Name) + 1;
            }

            onStep?.Invoke(step);
        }
    }

    /// <summary>An event as JSON.</summary>
    internal static string TextOf(StampedEvent stamped)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventJson.Write(stamped, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static IndexReport Check(IndexReplay replay, ImmutableArray<RecordedEvent> events, Action<TraceStep> onStep, CancellationToken cancellationToken)
    {
        long steps = 0;
        Divergence? divergence = null;
        foreach (RecordedEvent recorded in events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PipelineState before = replay.State;
            try
            {
                Tell(replay.Follow(recorded));
            }
            catch (RefusedException e)
            {
                divergence = new Divergence(recorded.Place, TextOf(recorded.Stamped), e.Message, StateTexts.Of(before, replay.IdOf));
                break;
            }
        }

        Tell(replay.Undecided);
        PipelineState last = replay.State;
        return new IndexReport(
            replay.Index, events.Length, steps, last.Published.Count, last.Published.Sum(split => last.Splits[split].RowCount), replay.IsFromTheStart, replay.UnrecordedIngests, divergence);

        void Tell(ImmutableList<TraceStep> decided)
        {
            foreach (TraceStep step in decided)
            {
                steps += step.Actions.Count;
                onStep(step);
            }
        }
    }
}
