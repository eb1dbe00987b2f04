using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Memory;

public sealed unsafe class PageArenaTests
{
    private const byte Free = 0;

    // Goal: no page is lent twice, pages come from the lowest place that fits, and the count of those that wait is right.
    // Method: against a model that knows the owner of each page and looks for places page by page; contents are checked as well.
    [Fact]
    public void Pages_come_from_the_lowest_place_that_fits()
    {
        foreach (int seed in Seed.Many(6100, 8))
        {
            Random random = new(seed);
            using var arena = new PageArena();
            byte[] owners = new byte[4000];
            bool[] resident = new bool[owners.Length];
            nint origin = 0;
            List<(nint Place, int First, int Pages, byte Owner)> lent = [];
            for (int step = 0; step < 1500; step++)
            {
                if (lent.Count == 0 || (lent.Count < 30 && random.Next(2) == 0))
                {
                    int pages = 1 + random.Next(random.Next(4) == 0 ? 90 : 8);
                    byte owner = (byte)(1 + (step % 255));
                    int first = LowestFit(owners, pages);
                    nint place = arena.Allocate(pages);
                    origin = origin == 0 ? place : origin;
                    Assert.True(place == origin + ((nint)first * PageArena.PageBytes), $"seed {seed}, step {step}: {pages} pages are not at page {first}");
                    new Span<byte>((void*)place, pages * PageArena.PageBytes).Fill(owner);
                    owners.AsSpan(first, pages).Fill(owner);
                    resident.AsSpan(first, pages).Fill(true);
                    lent.Add((place, first, pages, owner));
                }
                else
                {
                    (nint place, int first, int pages, byte owner) = lent[random.Next(lent.Count)];
                    Assert.False(new ReadOnlySpan<byte>((void*)place, pages * PageArena.PageBytes).ContainsAnyExcept(owner), $"seed {seed}, step {step}: another wrote to page {first} or after");
                    Assert.True(arena.Free(place, pages));
                    owners.AsSpan(first, pages).Clear();
                    lent.RemoveAll(each => each.First == first);
                }

                if (random.Next(20) == 0)
                {
                    Release(arena, owners, resident, random.Next(200) * (long)PageArena.PageBytes, $"seed {seed}, step {step}");
                }

                long waiting = Enumerable.Range(0, owners.Length).Count(page => owners[page] == Free && resident[page]);
                Assert.True(waiting * PageArena.PageBytes == arena.ResidentFreeBytes, $"seed {seed}, step {step}: {arena.ResidentFreeBytes} bytes wait, {waiting} pages are expected");
            }
        }
    }

    [Fact]
    public void Released_pages_are_given_back_and_others_keep_their_content()
    {
        using var arena = new PageArena();
        nint low = arena.Allocate(100);
        nint high = arena.Allocate(100);
        new Span<byte>((void*)low, 100 * PageArena.PageBytes).Fill(7);
        new Span<byte>((void*)high, 100 * PageArena.PageBytes).Fill(7);
        arena.Free(high, 100);

        arena.Release(0);

        Assert.Equal(0, arena.ResidentFreeBytes);
        Assert.False(new ReadOnlySpan<byte>((void*)low, 100 * PageArena.PageBytes).ContainsAnyExcept((byte)7));
        Assert.Equal(high, arena.Allocate(100));
        Assert.False(new ReadOnlySpan<byte>((void*)high, 100 * PageArena.PageBytes).ContainsAnyExcept((byte)0)); // New from the system.
    }

    // Goal: there is no end of address space at the first region's, and blocks of different regions never join.
    // Method: blocks of most of a region each, of which only the ends are written.
    [Fact]
    public void Another_region_follows_a_full_one()
    {
        int pages = (200 << 20) / PageArena.PageBytes;
        using var arena = new PageArena();
        nint[] places = [arena.Allocate(pages), arena.Allocate(pages), arena.Allocate(pages)];
        for (int i = 0; i < places.Length; i++)
        {
            *(int*)places[i] = i;
            *((int*)(places[i] + ((nint)pages * PageArena.PageBytes)) - 1) = i;
        }

        for (int i = 0; i < places.Length; i++)
        {
            Assert.Equal(i, *(int*)places[i]);
            Assert.True(arena.Free(places[i], pages));
        }

        arena.Release(0);
        Assert.Equal(0, arena.ResidentFreeBytes);
        nint[] again = [arena.Allocate(pages), arena.Allocate(pages), arena.Allocate(pages)];
        Assert.Equal(places, again);
    }

    [Fact]
    public void What_is_not_of_the_arena_is_not_taken()
    {
        using var arena = new PageArena();
        _ = arena.Allocate(1);
        int local = 0;
        Assert.False(arena.Free((nint)(&local), 1));
    }

    private static void Release(PageArena arena, byte[] owners, bool[] resident, long keptBytes, string where)
    {
        long before = arena.ResidentFreeBytes;
        arena.Release(keptBytes);
        long after = arena.ResidentFreeBytes;
        Assert.True(after <= keptBytes || before == after, $"{where}: {after} bytes stay, {keptBytes} may");

        // The highest ones have gone.
        long gone = (before - after) / PageArena.PageBytes;
        for (int page = owners.Length - 1; gone > 0; page--)
        {
            if (owners[page] == Free && resident[page])
            {
                resident[page] = false;
                gone--;
            }
        }
    }

    private static int LowestFit(byte[] owners, int pages)
    {
        int free = 0;
        for (int page = 0; ; page++)
        {
            free = owners[page] == Free ? free + 1 : 0;
            if (free == pages)
            {
                return page - pages + 1;
            }
        }
    }
}
