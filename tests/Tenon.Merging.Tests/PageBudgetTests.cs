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

        Assert.Equal(keptMiB, budget.KeptBytes(budget.Excess(residentMiB * MiB)) / MiB); // A block is a little larger than asked for.
    }

    // Goal: blocks that wait for their next renter are memory of the process, too.
    [Fact]
    public void Idle_blocks_are_not_taken_for_excess()
    {
        using var pool = new BufferPool();
        var budget = new PageBudget(s_plan, pool);
        long empty = budget.Excess(100 * MiB);
        PooledBuffer block = pool.Rent(8 * MiB);
        block.Dispose();

        Assert.InRange(empty - budget.Excess(100 * MiB), block.Capacity, block.Capacity + PooledBuffer.SlackBytes);
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
