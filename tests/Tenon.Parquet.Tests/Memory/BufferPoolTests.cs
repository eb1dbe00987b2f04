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

    // Goal: memory that large blocks gave back serves any size, so what is held does not exceed what once was rented.
    [Fact]
    public void A_large_block_given_back_serves_smaller_and_larger_ones()
    {
        using BufferPool pool = new(idleLimitBytes: 0);
        PooledBuffer[] halves = [pool.Rent(4 << 20), pool.Rent(4 << 20)];
        nint place = (nint)halves[0].Pointer;
        long held = pool.HeldBytes;
        Array.ForEach(halves, half => half.Dispose());
        Assert.InRange(pool.HeldBytes, held, held + (2 * PooledBuffer.SlackBytes));

        PooledBuffer[] parts = [.. Enumerable.Range(0, 60).Select(_ => pool.Rent(100_000))];
        Assert.Equal(place, (nint)parts[0].Pointer);
        Array.ForEach(parts, part => part.Dispose());
        using PooledBuffer whole = pool.Rent(8 << 20);

        Assert.Equal(place, (nint)whole.Pointer);
        Assert.InRange(pool.PeakBytes, held, held + 4096); // Each block has some bytes behind its end.
    }

    [Fact]
    public void Blocks_outlive_their_pool()
    {
        BufferPool pool = new();
        PooledBuffer block = pool.Rent(1 << 20);
        block.Span.Fill(3);
        pool.Dispose();

        Assert.False(block.Span.ContainsAnyExcept((byte)3));
        block.Dispose();
        Assert.Equal(0, pool.HeldBytes);
    }

    // Goal: there is no size at which the two kinds of blocks meet and one is taken for the other.
    // Method: all sizes around the change, twice, so that the second time all come from what was given back.
    [Fact]
    public void Every_size_is_given_back_to_where_it_is_from()
    {
        using BufferPool pool = new();
        long held = 0;
        for (int round = 0; round < 2; round++)
        {
            for (int length = 28 << 10; length <= 37 << 10; length += 7)
            {
                PooledBuffer block = pool.Rent(length);
                Assert.InRange(block.Capacity, length, length + 4096);
                block.Dispose();
            }

            Assert.True(round == 0 || held == pool.HeldBytes, $"{pool.HeldBytes} bytes after the second round, {held} after the first");
            held = pool.HeldBytes;
        }
    }
}
