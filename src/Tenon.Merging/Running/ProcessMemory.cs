using Tenon.Parquet.Memory;

namespace Tenon.Merging.Running;

/// <summary>What merges that run at the same time take of one process, beside the blocks of their pools. Thread-safe.</summary>
/// <remarks>
/// The system tells only the size of the whole process. What the pools of others hold is counted, and what others have planned beside is known here: without
/// both, each of several merges would take the others' memory for its own excess, and give up the pages that it was promised.
/// </remarks>
internal sealed class ProcessMemory
{
    private long _plannedBytes;

    /// <summary>That of this process.</summary>
    public static ProcessMemory Shared { get; } = new();

    /// <summary>Says what a merge plans to take beside the blocks of its pool, until the answer is disposed.</summary>
    /// <param name="bytes">How much; at least 0.</param>
    /// <returns>The entry.</returns>
    public Entry Enter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _plannedBytes, bytes);
        return new Entry(this, bytes);
    }

    /// <summary>Of a process's size, what lies in no pool and was planned by nobody else: runtime, code, and the part of the one who asks.</summary>
    /// <param name="residentBytes">The size.</param>
    /// <param name="heldBytes">What all pools hold together.</param>
    /// <param name="ownBytes">What the one who asks has entered; 0 if it has not yet.</param>
    /// <returns>Bytes; at least 0.</returns>
    public long Remainder(long residentBytes, long heldBytes, long ownBytes) =>
        Math.Max(0, residentBytes - heldBytes - (Interlocked.Read(ref _plannedBytes) - ownBytes));

    /// <summary>The same of this process now.</summary>
    /// <param name="ownBytes">As above.</param>
    /// <returns>Bytes; at least 0.</returns>
    public long Measure(long ownBytes) => Remainder(Environment.WorkingSet, BufferPool.ProcessHeldBytes, ownBytes);

    /// <summary>What one merge plans. Disposing it again changes nothing.</summary>
    internal sealed class Entry(ProcessMemory owner, long bytes) : IDisposable
    {
        private int _hasLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            {
                Interlocked.Add(ref owner._plannedBytes, -bytes);
            }
        }
    }
}
