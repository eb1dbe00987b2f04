using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary>Two-phase commit as in Gray and Lamport, "Consensus on Transaction Commit", with a state of one word: the example of the packed form.</summary>
/// <remarks>
/// With n resource managers, from the low bit: 2 bits for each one's state, 1 bit for each one that the transaction manager knows to be
/// prepared, 1 bit for each message "prepared", 2 bits for the messages "commit" and "abort", 2 bits for the transaction manager's state.
/// </remarks>
public sealed class PackedTwoPhaseCommit : PackedModel
{
    private const ulong Working = 0;
    private const ulong Prepared = 1;
    private const ulong Committed = 2;
    private const ulong Aborted = 3;
    private readonly int _count;
    private readonly int _known;
    private readonly int _messages;
    private readonly ulong _everyone;
    private readonly ulong _commitMessage;
    private readonly ulong _abortMessage;
    private readonly ulong _managerCommitted;
    private readonly ulong _managerAborted;
    private readonly ulong _lowBits;

    /// <param name="resourceManagerCount">1 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 15.</exception>
    public PackedTwoPhaseCommit(int resourceManagerCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resourceManagerCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resourceManagerCount, 15);
        _count = resourceManagerCount;
        _known = 2 * _count;
        _messages = 3 * _count;
        _everyone = (1UL << _count) - 1;
        _commitMessage = 1UL << (4 * _count);
        _abortMessage = _commitMessage << 1;
        _managerCommitted = _commitMessage << 2;
        _managerAborted = _commitMessage << 3;
        for (int i = 0; i < _count; i++)
        {
            _lowBits |= 1UL << (2 * i);
        }
    }

    private enum Kind
    {
        ManagerCommits,
        ManagerAborts,
        ManagerHearsPrepared,
        Prepares,
        ChoosesToAbort,
        HearsCommit,
        HearsAbort,
    }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"PackedTwoPhaseCommit({_count})");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames { get; } = [.. Enum.GetNames<Kind>()];

    /// <inheritdoc/>
    public override IEnumerable<Property<ReadOnlySpan<ulong>, int>> Properties =>
    [
        Always("consistent", state => !(Any(state[0], Aborted) && Any(state[0], Committed))),
        Sometimes("all commit", state => All(state[0], Committed)),
        Sometimes("all abort", state => All(state[0], Aborted)),
    ];

    /// <inheritdoc/>
    public override void AddInitialStates(SuccessorSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        sink.Add(0, 0UL);
    }

    /// <inheritdoc/>
    public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ulong s = state[0];
        bool isUndecided = (s & (_managerCommitted | _managerAborted)) == 0;
        if (isUndecided)
        {
            if (((s >> _known) & _everyone) == _everyone)
            {
                sink.Add((int)Kind.ManagerCommits, s | _managerCommitted | _commitMessage);
            }

            sink.Add((int)Kind.ManagerAborts, s | _managerAborted | _abortMessage);
            for (ulong heard = (s >> _messages) & _everyone; heard != 0; heard &= heard - 1)
            {
                sink.Add((int)Kind.ManagerHearsPrepared, s | (1UL << (_known + BitOperations.TrailingZeroCount(heard))));
            }
        }

        for (int i = 0; i < _count; i++)
        {
            int shift = 2 * i;
            ulong others = s & ~(3UL << shift);
            if (((s >> shift) & 3) == Working)
            {
                sink.Add((int)Kind.Prepares, others | (Prepared << shift) | (1UL << (_messages + i)));
                sink.Add((int)Kind.ChoosesToAbort, others | (Aborted << shift));
            }

            if ((s & _commitMessage) != 0)
            {
                sink.Add((int)Kind.HearsCommit, others | (Committed << shift));
            }

            if ((s & _abortMessage) != 0)
            {
                sink.Add((int)Kind.HearsAbort, others | (Aborted << shift));
            }
        }
    }

    /// <inheritdoc/>
    public override ImmutableArray<StateField> DescribeState(ReadOnlySpan<ulong> state)
    {
        ulong s = state[0];
        string resources = string.Join(", ", Enumerable.Range(0, _count).Select(i => (ResourceState)((s >> (2 * i)) & 3)));
        Decision decision = (s & _managerCommitted) != 0 ? Decision.Commit : (s & _managerAborted) != 0 ? Decision.Abort : Decision.None;
        return
        [
            new("Resources", $"[{resources}]"),
            new("Decision", decision.ToString()),
            new("PreparedSent", Bits(s >> _messages)),
            new("PreparedHeard", Bits(s >> _known)),
        ];
    }

    private string Bits(ulong bits) => $"[{string.Join(", ", Enumerable.Range(0, _count).Select(i => ((bits >> i) & 1) != 0))}]";

    // Both bits of a manager's state compared at once: equal where neither differs.
    private ulong Equal(ulong state, ulong value)
    {
        ulong different = state ^ unchecked(value * _lowBits);
        return ~(different | (different >> 1)) & _lowBits;
    }

    private bool Any(ulong state, ulong value) => Equal(state, value) != 0;

    private bool All(ulong state, ulong value) => Equal(state, value) == _lowBits;
}
