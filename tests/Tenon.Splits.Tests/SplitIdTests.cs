using System.Globalization;

namespace Tenon.Splits.Tests;

public sealed class SplitIdTests
{
    [Fact]
    public void An_id_is_a_lower_case_ulid_that_sorts_by_time()
    {
        var clock = new SteppingClock();
        var generator = new SplitIdGenerator(clock, new Random(1));
        SplitId first = generator.Next();
        Assert.Matches("^table_[0-9abcdefghjkmnpqrstvwxyz]{26}$", first.ToString());
        Assert.Equal(first, SplitId.Parse(first.ToString()));
        clock.Now += TimeSpan.FromMilliseconds(1);
        SplitId second = generator.Next();
        Assert.True(first < second);
        Assert.True(string.CompareOrdinal(first.ToString(), second.ToString()) < 0);
    }

    [Fact]
    public void The_time_is_in_the_first_ten_digits_as_the_ulid_specification_has_it()
    {
        // The specification's own example: 01ARZ3NDEK stands for 1469922850259.
        var clock = new SteppingClock { Now = DateTimeOffset.FromUnixTimeMilliseconds(1469922850259) };
        Assert.StartsWith("table_01arz3ndek", new SplitIdGenerator(clock, new Random(1)).Next().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void F31_Ids_rise_within_a_millisecond_and_when_the_clock_steps_back()
    {
        var clock = new SteppingClock();
        var generator = new SplitIdGenerator(clock, new Random(7));
        SplitId last = default;
        for (int i = 0; i < 1000; i++)
        {
            SplitId next = generator.Next();
            Assert.True(last < next);
            Assert.True(last == default || last.Offset(int.MaxValue) < next, "offsets of one id run into the next");
            last = next;
            clock.Now += TimeSpan.FromMilliseconds((i % 3) - 1);
        }
    }

    [Fact]
    public void Equal_seeds_and_clocks_give_equal_ids() =>
        Assert.Equal(new SplitIdGenerator(new SteppingClock(), new Random(5)).Next(), new SplitIdGenerator(new SteppingClock(), new Random(5)).Next());

    [Fact]
    public void Offsets_follow_each_other_in_order()
    {
        var id = SplitId.Parse("table_01arz3ndektsv4rrffq69g5fzz");
        Assert.Equal("table_01arz3ndektsv4rrffq69g5g00", id.Offset(1).ToString());
        Assert.Equal(id, id.Offset(0));
    }

    [Theory]
    [InlineData("table_01arz3ndektsv4rrffq69g5fa")]
    [InlineData("table_01arz3ndektsv4rrffq69g5favv")]
    [InlineData("table_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("table_01arz3ndektsv4rrffq69g5fau")]
    [InlineData("table_81arz3ndektsv4rrffq69g5fav")]
    [InlineData("other_01arz3ndektsv4rrffq69g5fav")]
    [InlineData("table_../../../../../../etc/pas")]
    [InlineData("")]
    public void F68_What_is_no_id_is_refused(string text)
    {
        Assert.False(SplitId.TryParse(text, out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => SplitId.Parse(text)).Message, StringComparison.Ordinal);
    }

    private sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse("2026-01-02T03:04:05Z", CultureInfo.InvariantCulture);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
