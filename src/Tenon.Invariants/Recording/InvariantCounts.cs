using System.Runtime.CompilerServices;

namespace Tenon.Invariants.Recording;

/// <summary>How often each invariant was checked and violated since the process began. Always on. Safe for any number of threads.</summary>
/// <remarks>
/// A thread counts its checks in an array of its own, without locks or shared cache lines; whoever reads adds the arrays up. When a thread has ended,
/// its counts are added to those of all others that have. What another thread counted a moment ago may not be seen yet.
/// </remarks>
public static class InvariantCounts
{
    private static readonly int Length = InvariantRegistry.All.Length;
    private static readonly Lock Guard = new();
    private static readonly List<long[]> Living = [];
    private static readonly long[] Ended = new long[Length];
    private static readonly long[] ViolatedCounts = new long[Length];

    /// <summary>How often an invariant was checked, whether it held or not.</summary>
    /// <param name="id">The invariant.</param>
    public static long Checked(InvariantId id)
    {
        lock (Guard)
        {
            return Ended[(int)id] + Living.Sum(counts => Volatile.Read(ref counts[(int)id]));
        }
    }

    /// <summary>How often an invariant was violated.</summary>
    /// <param name="id">The invariant.</param>
    public static long Violated(InvariantId id) => Volatile.Read(ref ViolatedCounts[(int)id]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CountChecked(InvariantId id, long count)
    {
        long[]? counts = OfThread.Counts;
        if (counts is not null)
        {
            unchecked
            {
                counts[(int)id] += count; // A check each nanosecond would take 292 years to overflow.
            }
        }
        else
        {
            CountFirst(id, count);
        }
    }

    internal static void CountViolated(InvariantId id) => Interlocked.Increment(ref ViolatedCounts[(int)id]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountFirst(InvariantId id, long count)
    {
        InvariantMetrics.Start(); // With the first check of all, so that nobody can forget it.
        long[] counts = new long[Length];
        OfThread.Lifetime = new Lifetime(counts);
        OfThread.Counts = counts;
        lock (Guard)
        {
            Living.Add(counts);
        }

        CountChecked(id, count);
    }

    // A class of its own, without initialisers: so nothing has to be looked at before the field is read.
    private static class OfThread
    {
        [ThreadStatic]
        public static long[]? Counts;

        [ThreadStatic]
        public static Lifetime? Lifetime;
    }

    // Referred to by its thread alone, so it is finalized when the thread has ended.
    private sealed class Lifetime(long[] counts)
    {
        ~Lifetime()
        {
            lock (Guard)
            {
                Living.Remove(counts);
                for (int i = 0; i < Length; i++)
                {
                    Ended[i] += counts[i];
                }
            }
        }
    }
}
