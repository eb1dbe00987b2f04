using Tenon.Merging.Running;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Tests;

/// <summary>How many pages are kept follows from what the process takes.</summary>
public sealed class PageBudgetTests
{
    private const long MiB = 1 << 20;

    private static readonly MemoryPlan s_plan = new()
    {
        ProcessBytes = 50 * MiB,
        PageBytes = 100 * MiB,
        RowGroupRows = 1,
        LargeSegmentBytes = 1,
        ScratchRowGroupRows = 1,
        SortRows = 1,
        BlockRows = 1,
        Workers = 1,
        FanIn = 2,
    };

    // Goal: F-47. What the process takes beyond the plan is taken from the pages, and given back when it is gone.
    // Method: sizes of the process around the planned 50 MiB beside 8 MiB of rented blocks.
    [Theory]
    [InlineData(30, 100)]
    [InlineData(58, 100)]
    [InlineData(68, 90)]
    [InlineData(150, 8)]
    [InlineData(500, 0)]
    public void F47_Pages_make_room_for_what_the_process_takes_beside_them(long residentMiB, long keptMiB)
    {
        using var pool = new BufferPool();
        using PooledBuffer rented = pool.Rent(8 * MiB);
        var budget = new PageBudget(s_plan, pool);

        Assert.Equal(keptMiB, budget.KeptBytes(budget.Excess(new ProcessMemory().Remainder(residentMiB * MiB, pool.HeldBytes, 0))) / MiB); // A block is a little larger than asked for.
    }

    // Goal: blocks that wait for their next renter are memory of the process, too.
    [Fact]
    public void Idle_blocks_are_not_taken_for_excess()
    {
        using var pool = new BufferPool();
        var process = new ProcessMemory();
        long empty = process.Remainder(100 * MiB, pool.HeldBytes, 0);
        PooledBuffer block = pool.Rent(8 * MiB);
        block.Dispose();

        Assert.InRange(empty - process.Remainder(100 * MiB, pool.HeldBytes, 0), block.Capacity, block.Capacity + PooledBuffer.SlackBytes);
    }

    // Goal: of several merges at once each keeps the pages it was promised, together they stay within their budget, and what goes beyond it takes pages.
    // Method: merges that begin one after the other in a process of 60 MiB, each with a third of what is left of 600 MiB; each takes what it planned, blocks
    // that others see in the count of all pools included.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void F47_Merges_that_run_at_once_do_not_take_each_others_memory_for_excess(int merges)
    {
        const long runtime = 60 * MiB;
        const long whole = 600 * MiB;
        const long share = (whole - (72 * MiB)) / 3;
        var process = new ProcessMemory();
        var plans = new List<MemoryPlan>();
        var entries = new List<ProcessMemory.Entry>();
        (long resident, long held) = (runtime, 0L);
        var alone = MemoryPlan.For(SettingsOf(share), ShapeOf(), runtime);
        for (int i = 0; i < merges; i++)
        {
            var plan = MemoryPlan.For(SettingsOf(share), ShapeOf(), process.Remainder(resident, held, 0));
            Assert.Equal((alone.PageBytes, alone.OwnBytes), (plan.PageBytes, plan.OwnBytes)); // What else runs takes nothing from it.
            entries.Add(process.Enter(plan.OwnBytes));
            plans.Add(plan);
            (resident, held) = (resident + plan.OwnBytes + plan.PageBytes, held + plan.PageBytes);
        }

        Assert.InRange(resident, 0, whole);
        using var pool = new BufferPool();
        Assert.All(plans, plan => Assert.Equal(plan.PageBytes, KeptBy(plan)));
        resident += 30 * MiB; // Which nobody planned.
        Assert.All(plans, plan => Assert.Equal(plan.PageBytes - (30 * MiB), KeptBy(plan)));
        entries[0].Dispose(); // It is done, and all that was its is given back.
        entries[0].Dispose();
        (resident, held) = (resident - plans[0].OwnBytes - plans[0].PageBytes - (30 * MiB), held - plans[0].PageBytes);
        Assert.All(plans.Skip(1), plan => Assert.Equal(plan.PageBytes, KeptBy(plan)));

        long KeptBy(MemoryPlan plan)
        {
            var budget = new PageBudget(plan, pool);
            return budget.KeptBytes(budget.Excess(process.Remainder(resident, held, plan.OwnBytes)));
        }

        static MergeSettings SettingsOf(long shareBytes) => new() { ScratchDirectory = "unused", MemoryBytes = (72 * MiB) + shareBytes };

        static InputShape ShapeOf() => new() { KeyColumns = 3 };
    }

    [Fact]
    public void All_pools_of_the_process_are_counted()
    {
        using var one = new BufferPool();
        using var other = new BufferPool();
        using PooledBuffer first = one.Rent(512 * MiB);
        using PooledBuffer second = other.Rent(512 * MiB);
        second.Dispose();
        Assert.True(BufferPool.ProcessHeldBytes >= one.HeldBytes + other.HeldBytes, "blocks of both are counted, beside those of other tests");
    }

    // Goal: a process far beyond its plan keeps no pages, a small one all it may.
    // Method: the test process itself, which is larger than 1 byte and smaller than 1 TiB.
    [Fact]
    public void Measuring_the_process_decides_whether_pages_are_kept()
    {
        using var pool = new BufferPool();
        using PooledBuffer rented = pool.Rent(8 * MiB);
        var cramped = new PageBudget(s_plan with { ProcessBytes = 1, PageBytes = 9 * MiB }, pool);
        var roomy = new PageBudget(s_plan with { ProcessBytes = 1L << 40, PageBytes = 9 * MiB }, pool);
        Assert.False(cramped.IsUsedUp);

        cramped.Adjust();
        roomy.Adjust();

        Assert.True(cramped.IsUsedUp);
        Assert.False(roomy.IsUsedUp);
    }
}
