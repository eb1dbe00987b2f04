using Tenon.Pipeline.Events;

namespace Tenon.Conformance.Reading;

/// <summary>An event and where it was recorded. Immutable.</summary>
/// <param name="Place">A file and a line; for an event that was never written, its process and number.</param>
/// <param name="Stamped">The event.</param>
public sealed record RecordedEvent(string Place, StampedEvent Stamped)
{
    /// <summary>Of an event that is told, not read.</summary>
    /// <param name="stamped">The event.</param>
    /// <returns>The same, with its place.</returns>
    public static RecordedEvent Of(StampedEvent stamped)
    {
        ArgumentNullException.ThrowIfNull(stamped);
        return new(FormattableString.Invariant($"{stamped.Pipeline}#{stamped.Sequence}"), stamped);
    }
}
