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
///
/// A process may have lost an index, and not know yet. Nothing that it tells then was done under the lease; but an ingest, which has a lease of its own, was
/// published later than its place says. So what was told then stands where the process next had the lease, or at the end. That it is so is known from what the
/// process told later, and otherwise from its clock. What the metastore did under the lease may be told after that: its answer was late.
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

    /// <summary>How many lives of processes may have taken the lease of an index and not told: each tells so at once, unless it dies in that moment. Whoever has it takes
    /// no other.</summary>
    /// <param name="index">The index.</param>
    /// <param name="processes">The events of each process.</param>
    public static int SilentLivesOf(IndexUid index, IEnumerable<IReadOnlyList<RecordedEvent>> processes) => processes
        .SelectMany(events => events.GroupBy(recorded => recorded.Stamped.Generation))
        .Where(life => life.Any(recorded => recorded.Stamped.Event is PipelineEvent.GenerationBegan))
        .Count(life => life.Select(recorded => recorded.Stamped.Event)
            .LastOrDefault(told => told.Index == index && told is (PipelineEvent.LeaseTaken or PipelineEvent.IndexDetached)) is not PipelineEvent.LeaseTaken);

    /// <summary>The events that concern an index, in an order in which they may have happened.</summary>
    /// <param name="index">The index.</param>
    /// <param name="processes">The events of each process, in its order.</param>
    /// <param name="hasWrongClocks">Whether times say nothing of who told first.</param>
    public static ImmutableArray<RecordedEvent> OfIndex(IndexUid index, IEnumerable<IReadOnlyList<RecordedEvent>> processes, bool hasWrongClocks)
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

        RecordedEvent[] leases = [.. pieces.Where(piece => piece.HasLease).Select(piece => piece.Events[0])];
        return [.. pieces.SelectMany(piece => Loosened(piece, leases, hasWrongClocks)).OrderBy(piece => piece.Epoch).ThenBy(piece => piece.HasLease).SelectMany(piece => piece.Events)];
    }

    /// <summary>A piece, and apart what its process told when the lease was another's: also before it told of its own, whose answer came late.</summary>
    private static IEnumerable<Piece> Loosened(Piece piece, RecordedEvent[] leases, bool hasWrongClocks)
    {
        RecordedEvent[] events = piece.Events;
        RecordedEvent? next = leases.Where(lease => EpochOf(lease) > piece.Epoch).MinBy(EpochOf);
        if (next is null || next.Stamped.Pipeline == events[0].Stamped.Pipeline)
        {
            return [piece];
        }

        RecordedEvent? own = leases.Where(lease => EpochOf(lease) > piece.Epoch && lease.Stamped.Pipeline == events[0].Stamped.Pipeline).MinBy(EpochOf);
        int proven = Array.FindLastIndex(events, recorded => ProvesLease(recorded.Stamped.Event));
        int lost = own is not null || hasWrongClocks ? events.Length : Array.FindLastIndex(events, recorded => recorded.Stamped.Event is PipelineEvent.IndexDetached);
        int loose = Enumerable.Range(proven + 1, events.Length - proven - 1).FirstOrDefault(
            i => (i < lost && events[i].Stamped.Event is (PipelineEvent.SplitsIngested or PipelineEvent.IndexAttached)) || (!hasWrongClocks && events[i].Stamped.Time > next.Stamped.Time), -1);
        RecordedEvent[] held = loose < 0 ? events : events[..loose];
        RecordedEvent[] late = hasWrongClocks ? [] : [.. held.Where(recorded => recorded.Stamped.Time > next.Stamped.Time && !ProvesLease(recorded.Stamped.Event))];
        IEnumerable<Piece> loosened = late.Concat(events[held.Length..]).GroupBy(PlaceOf).Select(group => new Piece(group.Key, false, [.. group]));
        return [piece with { Events = [.. held.Except(late)] }, .. loosened];

        // Not before a lease that was told of earlier, though its own next one, whose answer was late, is an older one.
        long PlaceOf(RecordedEvent recorded) => own is null ? long.MaxValue
            : hasWrongClocks ? EpochOf(own)
            : Math.Max(EpochOf(own), 1 + leases.Where(lease => lease.Stamped.Time <= recorded.Stamped.Time).Select(EpochOf).DefaultIfEmpty().Max());
    }

    /// <summary>Whether the metastore did something because its process had the lease.</summary>
    private static bool ProvesLease(PipelineEvent told) =>
        told is PipelineEvent.LeaseTaken or PipelineEvent.MergeClaimed or PipelineEvent.MergeStaged or PipelineEvent.MergePublished or PipelineEvent.MergeEnded;

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
