using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary>What a thread of <see cref="Increment"/> has done.</summary>
public enum IncrementStage
{
    /// <summary>Nothing yet.</summary>
    Started,

    /// <summary>It has taken the lock.</summary>
    Locked,

    /// <summary>It has read the counter.</summary>
    Read,

    /// <summary>It has written the counter.</summary>
    Written,

    /// <summary>It has given the lock back.</summary>
    Released,
}

/// <summary>A thread of <see cref="Increment"/>.</summary>
/// <param name="Stage">What it has done.</param>
/// <param name="Read">What it read; 0 before.</param>
public readonly record struct IncrementThread(IncrementStage Stage, [InRange(0, 15)] int Read);

/// <summary>A state of <see cref="Increment"/>.</summary>
/// <param name="Counter">The shared counter.</param>
/// <param name="IsLocked">Whether a thread has the lock.</param>
/// <param name="Threads">The threads.</param>
public sealed record IncrementState([InRange(0, 15)] int Counter, bool IsLocked, ImmutableArray<IncrementThread> Threads)
{
    /// <summary>How many threads have got to a stage, but no further than to another one.</summary>
    /// <param name="first">The stage.</param>
    /// <param name="last">The other.</param>
    public int CountOf(IncrementStage first, IncrementStage last)
    {
        int count = 0;
        foreach (IncrementThread thread in Threads)
        {
            count += thread.Stage >= first && thread.Stage <= last ? 1 : 0;
        }

        return count;
    }
}

/// <summary>A step of <see cref="Increment"/>: a thread gets to a stage.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Stage">The stage.</param>
public sealed record IncrementAction(int Thread, IncrementStage Stage);

/// <summary>Threads that each read a shared counter and write it back increased by one; with a lock, or without, and then increments get lost.</summary>
/// <param name="threadCount">1 to 15.</param>
/// <param name="hasLock">Whether they take a lock.</param>
[DeriveCodec]
public sealed partial class Increment(int threadCount, bool hasLock) : Model<IncrementState, IncrementAction>
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"Increment({threadCount}, {(hasLock ? "lock" : "no lock")})");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
        hasLock ? [.. Enum.GetNames<IncrementStage>().Skip(1)] : [nameof(IncrementStage.Read), nameof(IncrementStage.Written)];

    /// <inheritdoc/>
    public override IEnumerable<Property<IncrementState, IncrementAction>> Properties =>
    [
        Always("counted", s => s.CountOf(IncrementStage.Written, IncrementStage.Released) == s.Counter),
        .. hasLock
            ? new[] { Always("mutual exclusion", s => s.CountOf(IncrementStage.Locked, IncrementStage.Written) <= 1) }
            : [],
    ];

    /// <inheritdoc/>
    public override IEnumerable<IncrementState> InitialStates => [new(0, false, [.. Enumerable.Repeat(default(IncrementThread), threadCount)])];

    /// <inheritdoc/>
    public override string? NameOf(IncrementAction action) => StageNames[(int)action.Stage];

    /// <inheritdoc/>
    public override IEnumerable<Step<IncrementState, IncrementAction>> Steps(IncrementState state)
    {
        for (int i = 0; i < state.Threads.Length; i++)
        {
            IncrementThread thread = state.Threads[i];
            switch (thread.Stage)
            {
                case IncrementStage.Started when hasLock && !state.IsLocked:
                    yield return To(state with { IsLocked = true }, i, new(IncrementStage.Locked, 0));
                    break;
                case IncrementStage.Started when !hasLock:
                case IncrementStage.Locked:
                    yield return To(state, i, new(IncrementStage.Read, state.Counter));
                    break;
                case IncrementStage.Read:
                    yield return To(state with { Counter = thread.Read + 1 }, i, thread with { Stage = IncrementStage.Written });
                    break;
                case IncrementStage.Written when hasLock:
                    yield return To(state with { IsLocked = false }, i, thread with { Stage = IncrementStage.Released });
                    break;
                default:
                    break;
            }
        }
    }

    // Asked for every step; to ask the enumeration each time takes longer than the step.
    private static readonly string[] StageNames = Enum.GetNames<IncrementStage>();

    private static Step<IncrementState, IncrementAction> To(IncrementState state, int index, IncrementThread thread) =>
        Step(new IncrementAction(index, thread.Stage), state with { Threads = state.Threads.SetItem(index, thread) });
}
