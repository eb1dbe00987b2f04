using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;

namespace Tenon.Pipeline.Core;

/// <summary>What follows from an input.</summary>
/// <param name="Memory">What is remembered from now on.</param>
/// <param name="Effects">What is to be done, in this order.</param>
public readonly record struct CoreStep(CoreMemory Memory, ImmutableArray<CoreEffect> Effects);

/// <summary>All decisions of the merge pipeline: what is merged next, and what follows an arrival, a success, a failure, a lost answer, a restart
/// or a stop. A pure function: no I/O, no clock, no threads, no randomness.</summary>
/// <remarks>
/// Three rules carry it. A merge leaves memory only by what the metastore says became of it: published, ended, or never claimed. The inputs of a
/// merge that was given up become free only when the metastore has ended it. What cannot be known (a lost answer, an arrival that nobody told) is
/// found by asking again and by listing from time to time, so that nothing stays forgotten in a living process.
/// </remarks>
public static class MergeCore
{
    /// <summary>Takes one input.</summary>
    /// <param name="settings">The parameters; without problems.</param>
    /// <param name="memory">What is remembered.</param>
    /// <param name="input">The input.</param>
    /// <returns>What follows.</returns>
    public static CoreStep Handle(CoreSettings settings, CoreMemory memory, CoreInput input)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(input);
        var turn = new Turn(settings, memory, input.Now);
        turn.Take(input);
        turn.BeginMerges();
        return turn.End();
    }

    /// <summary>Completes a memory that was put together from parts: the schedule follows from the rest.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="memory">A memory whose indexes, scopes, merges, locked, resting and quarantined splits are as they should be.</param>
    /// <returns>The memory with its schedule. How long scopes have waited is forgotten.</returns>
    public static CoreMemory WithSchedule(CoreSettings settings, CoreMemory memory)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(memory);
        return new Turn(settings, memory, memory.Now).WithSchedule();
    }
}
