using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Memory;

public sealed unsafe class BufferPoolTests
{
    // There are eight sizes to a power of two: from 8 KiB to 16 KiB one each KiB.
    [Theory]
    [InlineData(12, 12, true)]
    [InlineData(12, 11, true)]
    [InlineData(12, 9, true)]
    [InlineData(12, 8, false)] // Too much would be wasted.
    [InlineData(12, 13, false)] // Too small.
    [InlineData(18, 16, true)] // The sizes go on at the next power.
    public void An_idle_block_serves_its_own_size_and_the_three_below(int idleKiB, int wantedKiB, bool isReused)
    {
        using BufferPool pool = new();
        PooledBuffer first = pool.Rent(idleKiB * 1024L);
        Assert.Equal(idleKiB * 1024L, first.Capacity);
        nint place = (nint)first.Pointer;
        first.Dispose();
        Assert.Equal(0, pool.RentedBytes);

        using PooledBuffer second = pool.Rent(wantedKiB * 1024L);
        Assert.Equal(isReused, place == (nint)second.Pointer);
        Assert.Equal(wantedKiB * 1024L, second.Length);
        Assert.Equal((isReused ? idleKiB : wantedKiB) * 1024L, second.Capacity);
        Assert.Equal(second.Capacity, pool.RentedBytes);
        Assert.Equal((isReused ? idleKiB : idleKiB + wantedKiB) * 1024L, pool.PeakBytes);
    }

    [Fact]
    public void A_larger_block_lent_for_less_comes_back_as_what_it_is()
    {
        using BufferPool pool = new();
        pool.Rent(12 * 1024).Dispose();
        pool.Rent(9 * 1024).Dispose(); // The same.
        using PooledBuffer whole = pool.Rent(12 * 1024);
        whole.Span.Fill(1); // All of it is ours.
        Assert.Equal(12 * 1024, pool.RentedBytes);
        Assert.Equal(12 * 1024, pool.PeakBytes);
    }

    // Goal: the counts are right whatever is rented and given back, and no block is lent twice.
    // Method: random sizes; each block is filled with its number and read again before it is given back.
    [Fact]
    public void Rented_bytes_are_those_of_the_blocks_in_use()
    {
        Random random = Seed.Of(61);
        using BufferPool pool = new(idleLimitBytes: 200_000);
        List<(PooledBuffer Block, byte Content)> rented = [];
        for (int i = 0; i < 20_000; i++)
        {
            if (rented.Count == 0 || (rented.Count < 40 && random.Next(2) == 0))
            {
                PooledBuffer block = pool.Rent(random.Next(3) == 0 ? random.Next(40_000) : random.Next(3000));
                block.Span.Fill(unchecked((byte)i));
                rented.Add((block, unchecked((byte)i)));
            }
            else
            {
                int at = random.Next(rented.Count);
                Assert.False(rented[at].Block.Span.ContainsAnyExcept(rented[at].Content), $"step {i}: a block in use was written by another");
                rented[at].Block.Dispose();
                rented.RemoveAt(at);
            }

            Assert.Equal(rented.Sum(each => each.Block.Capacity), pool.RentedBytes);
        }

        Assert.InRange(pool.PeakBytes, pool.RentedBytes, (40 * 45_000) + 200_000);
        rented.ForEach(each => each.Block.Dispose());
    }
}
