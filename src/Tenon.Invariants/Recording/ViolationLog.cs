using System.Collections.Immutable;

namespace Tenon.Invariants.Recording;

/// <summary>The latest violations of a process: bounded, so that a check which fails in a loop takes no memory. Safe for any number of threads.</summary>
internal sealed class ViolationLog
{
    /// <summary>How many violations are kept: enough for each invariant several times over, and a few hundred kilobytes at most.</summary>
    public const int Capacity = 256;

    /// <summary>Characters of a message that are kept: a violation names a few ids and numbers.</summary>
    public const int MaximumMessageLength = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<InvariantViolation> _violations = new();
    private long _count;

    public static ViolationLog Process { get; } = new();

    public InvariantViolation Add(InvariantId id, string message)
    {
        string kept = message.Length > MaximumMessageLength ? message[..MaximumMessageLength] : message;
        lock (_lock)
        {
            InvariantViolation violation = new(++_count, id, kept);
            _violations.Enqueue(violation);
            if (_violations.Count > Capacity)
            {
                _violations.Dequeue();
            }

            return violation;
        }
    }

    public ImmutableArray<InvariantViolation> ToImmutableArray()
    {
        lock (_lock)
        {
            return [.. _violations];
        }
    }
}
