using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary><see cref="Increment"/> with a state of one word.</summary>
/// <remarks>
/// From the low bit: 4 bits for the counter, 1 bit for the lock, and 5 bits for each thread: 0 before it began, 1 with the lock, and from
/// 2 on three values for each counter that it may have read: read, written, released.
/// </remarks>
public sealed class PackedIncrement : PackedModel
{
    private const int ThreadBits = 5;
    private const int FirstThread = 5;
    private const ulong Started = 0;
    private const ulong Locked = 1;
    private const ulong FirstRead = 2;
    private const ulong Stages = 3; // Read, written, released, as the remainder after FirstRead.
    private const ulong CounterMask = 15;
    private const ulong LockBit = 16;
    private const ulong ThreadMask = (1UL << ThreadBits) - 1;
    private readonly int _end;
    private readonly int _firstAction;
    private readonly bool _hasLock;

    /// <param name="threadCount">1 to 10.</param>
    /// <param name="hasLock">Whether they take a lock.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 10 threads.</exception>
    public PackedIncrement(int threadCount, bool hasLock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threadCount, 10);
        (_end, _hasLock) = (FirstThread + (ThreadBits * threadCount), hasLock);
        _firstAction = (int)(hasLock ? IncrementStage.Locked : IncrementStage.Read);
        ActionNames = hasLock ? [.. Enum.GetNames<IncrementStage>().Skip(1)] : [nameof(IncrementStage.Read), nameof(IncrementStage.Written)];
    }

    /// <inheritdoc/>
    public override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"PackedIncrement({(_end - FirstThread) / ThreadBits}, {(_hasLock ? "lock" : "no lock")})");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames { get; }

    /// <inheritdoc/>
    public override IEnumerable<Property<ReadOnlySpan<ulong>, int>> Properties =>
    [
        Always("counted", s => Count(s[0], IncrementStage.Written, IncrementStage.Released) == (int)(s[0] & CounterMask)),
        .. _hasLock ? new[] { Always("mutual exclusion", s => Count(s[0], IncrementStage.Locked, IncrementStage.Written) <= 1) } : [],
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
        for (int at = FirstThread; at < _end; at += ThreadBits)
        {
            ulong thread = (s >> at) & ThreadMask;
            ulong others = s & ~(ThreadMask << at);
            if (thread == Started && _hasLock)
            {
                if ((s & LockBit) == 0)
                {
                    sink.Add((int)IncrementStage.Locked - _firstAction, others | (Locked << at) | LockBit);
                }
            }
            else if (thread is Started or Locked)
            {
                sink.Add((int)IncrementStage.Read - _firstAction, others | ((FirstRead + (Stages * (s & CounterMask))) << at));
            }
            else if (StageOf(thread) == IncrementStage.Read)
            {
                sink.Add((int)IncrementStage.Written - _firstAction, (others & ~CounterMask) | (ReadBy(thread) + 1) | ((thread + 1) << at));
            }
            else if (StageOf(thread) == IncrementStage.Written && _hasLock)
            {
                sink.Add((int)IncrementStage.Released - _firstAction, (others & ~LockBit) | ((thread + 1) << at));
            }
        }
    }

    /// <inheritdoc/>
    public override ImmutableArray<StateField> DescribeState(ReadOnlySpan<ulong> state)
    {
        ulong s = state[0];
        return
        [
            new("Counter", (s & CounterMask).ToString(CultureInfo.InvariantCulture)),
            new("IsLocked", ((s & LockBit) != 0).ToString()),
            new("Threads", $"[{string.Join(", ", Enumerable.Range(0, (_end - FirstThread) / ThreadBits).Select(i => Text((s >> (FirstThread + (ThreadBits * i))) & ThreadMask)))}]"),
        ];

        static string Text(ulong thread) =>
            string.Create(CultureInfo.InvariantCulture, $"IncrementThread {{ Stage = {StageOf(thread)}, Read = {ReadBy(thread)} }}");
    }

    // The stage of each value of a thread's bits: asked of all threads in every state, too often for a division.
    private static ReadOnlySpan<byte> StageByValue => [0, 1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4];

    private static IncrementStage StageOf(ulong thread) => (IncrementStage)StageByValue[(int)thread];

    private static ulong ReadBy(ulong thread) => thread < FirstRead ? 0 : (thread - FirstRead) / Stages;

    private int Count(ulong state, IncrementStage from, IncrementStage to)
    {
        int count = 0;
        for (int at = FirstThread; at < _end; at += ThreadBits)
        {
            IncrementStage stage = StageOf((state >> at) & ThreadMask);
            count += stage >= from && stage <= to ? 1 : 0;
        }

        return count;
    }
}
