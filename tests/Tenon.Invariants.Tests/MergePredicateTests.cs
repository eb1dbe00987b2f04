using Tenon.Invariants.State;

namespace Tenon.Invariants.Tests;

public sealed class MergePredicateTests
{
    private static readonly int[] Divisors =
    [
        1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 25, 30, 36, 40, 45, 48, 50, 60, 72, 75, 80, 90, 100, 120, 144, 150,
        180, 200, 225, 240, 300, 360, 400, 450, 600, 720, 900, 1200, 1800, 3600,
    ];

    [Fact]
    public void MP1_levels_are_the_same()
    {
        Assert.True(MergePredicates.SameLevel([]));
        Assert.True(MergePredicates.SameLevel([0]));
        Assert.True(MergePredicates.SameLevel([2, 2, 2]));
        Assert.False(MergePredicates.SameLevel([0, 1]));
        Assert.False(MergePredicates.SameLevel([0, 0, 1]));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(100, true)]
    public void MP2_two_inputs_at_least(int inputCount, bool expected) => Assert.Equal(expected, MergePredicates.AtLeastTwoInputs(inputCount));

    [Fact]
    public void MP3_all_that_makes_splits_compatible_agrees()
    {
        Compatibility one = new("metrics", 7, "host/V2", 3, new Window(900, 900));
        Compatibility[] others =
        [
            one with { Index = "logs" }, one with { Partition = 8 }, one with { SortSchema = "name/V2" }, one with { PrefixLength = 2 },
            one with { Window = new Window(900, 1800) }, one with { Window = new Window(1800, 900) }, one with { Window = null },
        ];
        Assert.True(MergePredicates.SameScope<Compatibility>([]));
        Assert.True(MergePredicates.SameScope<Compatibility>([one, one with { }, one]));
        Assert.All(others, other => Assert.False(MergePredicates.SameScope<Compatibility>([one, one, other])));
        Assert.False(MergePredicates.SameScope<Compatibility>([one with { Window = null }, one with { Window = new Window(0, 0) }]));
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 3, 3)]
    [InlineData(-1, 900, -900)]
    [InlineData(-3601, 3600, -7200)]
    [InlineData(900, 900, 900)]
    [InlineData(899, 900, 0)]
    [InlineData(1700000042, 60, 1700000040)]
    [InlineData(long.MaxValue, 3600, long.MaxValue - (long.MaxValue % 3600))]
    [InlineData(long.MinValue + 7, 1, long.MinValue + 7)]
    public void TW2_a_window_starts_at_or_before_its_moments(long seconds, long durationSeconds, long expected)
    {
        Assert.True(MergePredicates.TryGetWindowStart(seconds, durationSeconds, out long start));
        Assert.Equal(expected, start);
    }

    [Fact]
    public void TW2_the_window_of_the_first_moment_cannot_be_written_down()
    {
        Assert.False(MergePredicates.TryGetWindowStart(long.MinValue, 3600, out _));
        Assert.True(MergePredicates.TryGetWindowStart(long.MinValue, 2, out long start));
        Assert.Equal(long.MinValue, start);
        Assert.Throws<ArgumentOutOfRangeException>(() => MergePredicates.TryGetWindowStart(1, 0, out _));
    }

    [Fact]
    public void TW2_every_start_is_a_multiple_not_after_its_moments()
    {
        Random random = Seed.Of(20);
        for (int i = 0; i < 10_000; i++)
        {
            long seconds = random.NextInt64(long.MinValue + 3600, long.MaxValue);
            long duration = Divisors[random.Next(Divisors.Length)];
            Assert.True(MergePredicates.TryGetWindowStart(seconds, duration, out long start));
            Assert.Equal(0, start % duration);
            Assert.InRange(seconds, start, start + (duration - 1));
        }
    }

    [Fact]
    public void TW2_the_divisors_of_an_hour_are_valid_durations()
    {
        Assert.Equal(45, Divisors.Length);
        Assert.Equal(Divisors, Enumerable.Range(-10, 10_000).Where(duration => MergePredicates.IsValidWindowDuration(duration)));
        Assert.All(new long[] { 7, 11, 13, 17, 700, 1000, 1500, 2000, 2400, 7200 }, duration => Assert.False(MergePredicates.IsValidWindowDuration(duration)));
        Assert.False(MergePredicates.IsValidWindowDuration((1L << 32) + 3600));
        Assert.False(MergePredicates.IsValidWindowDuration(long.MinValue));
    }

    [Fact]
    public void SS2_nulls_are_last_in_both_directions()
    {
        foreach (bool isAscending in new[] { true, false })
        {
            Assert.Equal(1, MergePredicates.Compare(null, (int?)1, isAscending));
            Assert.Equal(-1, MergePredicates.Compare((int?)1, null, isAscending));
            Assert.Equal(0, MergePredicates.Compare<int>(null, null, isAscending));
        }

        Assert.Equal(-1, MergePredicates.Compare((int?)1, 2, isAscending: true));
        Assert.Equal(1, MergePredicates.Compare((int?)1, 2, isAscending: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SS2_the_order_is_one(bool isAscending)
    {
        int?[] values = [null, int.MinValue, -1, 0, 1, 2, int.MaxValue];
        Assert.All(
            from a in values
            from b in values
            from c in values
            select (a, b, c),
            triple =>
            {
                (int? a, int? b, int? c) = triple;
                Assert.Equal(MergePredicates.Compare(a, b, isAscending), -MergePredicates.Compare(b, a, isAscending));
                bool isChain = MergePredicates.Compare(a, b, isAscending) <= 0 && MergePredicates.Compare(b, c, isAscending) <= 0;
                Assert.True(!isChain || MergePredicates.Compare(a, c, isAscending) <= 0);
            });
    }

    private sealed record Compatibility(string Index, int Partition, string SortSchema, int PrefixLength, Window? Window);

    private sealed record Window(long StartSeconds, int DurationSeconds);
}
