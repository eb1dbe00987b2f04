using Tenon.Parquet.Memory;

namespace Tenon.Merging.Running;

/// <summary>Up to how many rented bytes decompressed pages are kept from segment to segment: what was planned, or less while the process
/// takes more memory than planned beside what is rented, by this merge and by others (<see cref="ProcessMemory"/>).</summary>
/// <remarks>
/// What the C library leaves between blocks and what is not collected yet depends on timing and machine; so it is measured after each
/// segment, and room is made for it. Only what is kept follows from that, nothing that shows in the output. Readers may be on other threads.
/// </remarks>
internal sealed class PageBudget(MemoryPlan plan, BufferPool pool)
{
    private long _keptBytes = plan.PageBytes;

    /// <summary>Whether large pages are kept in less memory where their values allow it.</summary>
    public bool CompactsPages => plan.CompactsPages;

    /// <summary>Whether no more pages are to be kept.</summary>
    public bool IsUsedUp => pool.RentedBytes > Volatile.Read(ref _keptBytes);

    /// <summary>Measures the process. Between segments, when least is in flight.</summary>
    public void Adjust()
    {
        long excess = Excess(ProcessMemory.Shared.Measure(plan.OwnBytes));
        if (excess > 0 && pool.RentedBytes > plan.PageBytes - excess)
        {
            // Before good pages go, what is of no use to anyone.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            pool.Trim();
            excess = Excess(ProcessMemory.Shared.Measure(plan.OwnBytes));
        }

        Volatile.Write(ref _keptBytes, KeptBytes(excess));
    }

    /// <summary>Bytes that are beyond what the plan left for all but the pool; negative if there are fewer.</summary>
    /// <param name="processBytes">The process without what lies in pools and what other merges have planned.</param>
    internal long Excess(long processBytes) => processBytes - plan.ProcessBytes;

    /// <summary>The rented bytes up to which pages are kept.</summary>
    /// <param name="excess">What <see cref="Excess"/> said.</param>
    internal long KeptBytes(long excess) => Math.Clamp(plan.PageBytes - excess, 0, plan.PageBytes);
}
