using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tenon.Invariants.Recording;

namespace Tenon.Invariants;

/// <summary>Checks that stay on in every build. Nobody catches what they throw to go on.</summary>
/// <remarks>
/// <para>
/// Each check is counted and each violation recorded, before anything is thrown: see <see cref="InvariantCounts"/>, <see cref="Violated"/> and
/// <see cref="RecentViolations"/>. A check that holds takes a few nanoseconds and allocates nothing; its message is not built.
/// </para>
/// <para>There are three, which differ in what follows a violation:</para>
/// <list type="bullet">
/// <item><see cref="Require(bool, InvariantId, ViolationMessage)"/> throws, always. What stands before a publish requires.</item>
/// <item><see cref="Check(bool, InvariantId, ViolationMessage)"/> throws if the invariant's <see cref="ViolationResponse"/> is to refuse or to stop, and in
/// debug builds. Otherwise it returns false, and the caller goes on without what was checked.</item>
/// <item><see cref="Observe(bool, InvariantId, ViolationMessage)"/> returns false and never throws: for audits and replays, which report all they find.</item>
/// </list>
/// Safe for any number of threads.
/// </remarks>
public static class Invariant
{
    private static long _failedHandlerCount;

    /// <summary>
    /// Told about each violation, on the thread that found it, before anything is thrown. What a handler throws is dropped, and counted in
    /// <see cref="FailedHandlerCount"/>: it must not hide the violation.
    /// </summary>
    public static event Action<InvariantViolation>? Violated;

    /// <summary>Whether a violation throws even where it would only be observed: in debug builds.</summary>
    public static bool IsDebugBuild =>
#if DEBUG
        true;
#else
        false;
#endif

    /// <summary>The latest violations, the oldest first; at most 256.</summary>
    public static ImmutableArray<InvariantViolation> RecentViolations => ViolationLog.Process.ToImmutableArray();

    /// <summary>How often a handler of <see cref="Violated"/> threw.</summary>
    public static long FailedHandlerCount => Volatile.Read(ref _failedHandlerCount);

    /// <summary>Demands that an invariant holds, in every build.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found, built only when the invariant is broken.</param>
    /// <exception cref="InvariantViolationException"><paramref name="holds"/> is false.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(
        [DoesNotReturnIf(false)] bool holds, InvariantId id, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationMessage message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            Throw(id, message.ToString());
        }
    }

    /// <inheritdoc cref="Require(bool, InvariantId, ViolationMessage)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require([DoesNotReturnIf(false)] bool holds, InvariantId id, string message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            Throw(id, message);
        }
    }

    /// <summary>Checks an invariant. A violation throws in debug builds, and in every build where the invariant's response is to refuse or to stop.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found, built only when the invariant is broken.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="InvariantViolationException"><paramref name="holds"/> is false, and that is not merely to be observed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Check(bool holds, InvariantId id, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationMessage message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            ThrowIfResponseDemands(id, message.ToString());
        }

        return holds;
    }

    /// <inheritdoc cref="Check(bool, InvariantId, ViolationMessage)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Check(bool holds, InvariantId id, string message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            ThrowIfResponseDemands(id, message);
        }

        return holds;
    }

    /// <summary>Checks an invariant, records a violation, and never throws.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found, built only when the invariant is broken.</param>
    /// <returns>Whether it holds.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Observe(bool holds, InvariantId id, [InterpolatedStringHandlerArgument(nameof(holds))] ViolationMessage message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            Record(id, message.ToString());
        }

        return holds;
    }

    /// <inheritdoc cref="Observe(bool, InvariantId, ViolationMessage)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Observe(bool holds, InvariantId id, string message)
    {
        InvariantCounts.CountChecked(id, 1);
        if (!holds)
        {
            Record(id, message);
        }

        return holds;
    }

    /// <summary>Counts checks that held, at the end of a loop that made them; one that fails is given to one of the others.</summary>
    /// <param name="id">The invariant.</param>
    /// <param name="count">How many, at least 0.</param>
    public static void Held(InvariantId id, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        InvariantCounts.CountChecked(id, count);
    }

    internal static bool MustThrow(ViolationResponse response, bool isDebugBuild) => isDebugBuild || response != ViolationResponse.Observe;

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(InvariantId id, string message)
    {
        Record(id, message);
        throw new InvariantViolationException(id, message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfResponseDemands(InvariantId id, string message)
    {
        Record(id, message);
        if (MustThrow(InvariantRegistry.Of(id).Response, IsDebugBuild))
        {
            throw new InvariantViolationException(id, message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(InvariantId id, string message)
    {
        InvariantCounts.CountViolated(id);
        InvariantViolation violation = ViolationLog.Process.Add(id, message);
        foreach (Action<InvariantViolation> handler in Delegate.EnumerateInvocationList(Violated))
        {
            try
            {
                handler(violation);
            }
#pragma warning disable CA1031 // A recorder that fails must neither hide the violation nor keep it from the others.
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _failedHandlerCount);
            }
        }
    }
}
