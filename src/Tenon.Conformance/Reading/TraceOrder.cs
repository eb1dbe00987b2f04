using System.Collections.Immutable;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Reading;

/// <summary>Brings events of several processes into one order for each index.</summary>
/// <remarks>
/// Each process numbers its events, and they happened in that order. Clocks do not order the events of two processes; leases do: what is done under an index's
/// lease was done before the next lease was given. So the events of an index are cut where a lease is taken, and the pieces ordered by epoch. What a process
/// told before it took its first lease stands before that; the events of one that never took it stand at the end. So an ingest may be told after it was heard
/// of, never before it was published.
/// </remarks>
internal static class TraceOrder
{
    /// <summary>What is missing or doubled in the records of processes.</summary>
    /// <param name="processes">The events of each process, as they were read.</param>
    public static IEnumerable<Divergence> GapsOf(IEnumerable<IReadOnlyList<RecordedEvent>> processes)
    {
        foreach (IReadOnlyList<RecordedEvent> events in processes)
        {
            long sequence = 0;
            long generation = 0;
            foreach (RecordedEvent recorded in events)
            {
                StampedEvent told = recorded.Stamped;
                sequence++;
                generation += told.Event is PipelineEvent.GenerationBegan ? 1 : 0;
                string reason = told.Sequence > sequence ? "events in between are missing"
                    : told.Sequence < sequence ? "it is there twice, or not in order"
                    : told.Generation != generation ? FormattableString.Invariant($"it is of generation {told.Generation}; {generation} is expected")
                    : "";
                if (reason.Length > 0)
                {
                    string where = FormattableString.Invariant($"event {told.Sequence} of {told.Pipeline} stands where its event {sequence} is expected: ");
                    yield return new Divergence(recorded.Place, TraceReplay.TextOf(told), where + reason, "");
                    break;
                }
            }
        }
    }

    /// <summary>How many lives of processes tell of no lease of an index. One that takes it tells so at once, unless it dies in that moment.</summary>
    /// <param name="index">The index.</param>
    /// <param name="processes">The events of each process.</param>
    public static int SilentLivesOf(IndexUid index, IEnumerable<IReadOnlyList<RecordedEvent>> processes) => processes
        .SelectMany(events => events.GroupBy(recorded => recorded.Stamped.Generation))
        .Count(life => life.Any(recorded => recorded.Stamped.Event is PipelineEvent.GenerationBegan)
            && !life.Any(recorded => recorded.Stamped.Event is PipelineEvent.LeaseTaken && recorded.Stamped.Event.Index == index));

    /// <summary>The events that concern an index, in an order in which they may have happened.</summary>
    /// <param name="index">The index.</param>
    /// <param name="processes">The events of each process, in its order.</param>
    public static ImmutableArray<RecordedEvent> OfIndex(IndexUid index, IEnumerable<IReadOnlyList<RecordedEvent>> processes)
    {
        var pieces = new List<Piece>();
        foreach (IReadOnlyList<RecordedEvent> events in processes)
        {
            RecordedEvent[] own = [.. events.Where(recorded => recorded.Stamped.Event.Index is not IndexUid other || other == index)];
            if (Array.Exists(own, recorded => recorded.Stamped.Event.Index == index))
            {
                pieces.AddRange(Cut(own, index));
            }
        }

        return [.. pieces.OrderBy(piece => piece.Epoch).ThenBy(piece => piece.HasLease).SelectMany(piece => piece.Events)];
    }

    private static IEnumerable<Piece> Cut(RecordedEvent[] events, IndexUid index)
    {
        int[] cuts = [.. Enumerable.Range(0, events.Length).Where(i => events[i].Stamped.Event is PipelineEvent.LeaseTaken && events[i].Stamped.Event.Index == index)];
        long first = cuts.Length > 0 ? EpochOf(events[cuts[0]]) : long.MaxValue;
        for (int i = -1; i < cuts.Length; i++)
        {
            int from = i < 0 ? 0 : cuts[i];
            int to = i + 1 < cuts.Length ? cuts[i + 1] : events.Length;
            if (to > from)
            {
                yield return new Piece(i < 0 ? first : EpochOf(events[from]), i >= 0, events[from..to]);
            }
        }
    }

    private static long EpochOf(RecordedEvent recorded) => ((PipelineEvent.LeaseTaken)recorded.Stamped.Event).Epoch;

    private sealed record Piece(long Epoch, bool HasLease, RecordedEvent[] Events);
}
