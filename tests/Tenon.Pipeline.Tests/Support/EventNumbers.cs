using Tenon.Pipeline.Events;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>The numbers that processes give their events.</summary>
internal static class EventNumbers
{
    /// <summary>Numbers the events of each process from 1, without a gap, in a record that was altered.</summary>
    public static void Renew(List<StampedEvent> events)
    {
        var sequences = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < events.Count; i++)
        {
            sequences[events[i].Pipeline] = sequences.GetValueOrDefault(events[i].Pipeline) + 1;
            events[i] = events[i] with { Sequence = sequences[events[i].Pipeline] };
        }
    }
}
