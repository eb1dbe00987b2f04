namespace Tenon.Splits.Tests;

public sealed class TimeWindowTests
{
    [Theory]
    [InlineData(-1, 900, -900)]
    [InlineData(0, 900, 0)]
    [InlineData(899, 900, 0)]
    [InlineData(900, 900, 900)]
    [InlineData(-3601, 3600, -7200)]
    [InlineData(1700000042, 60, 1700000040)]
    public void A_moment_lies_in_the_window_that_begins_at_or_before_it(long seconds, int duration, long start) =>
        Assert.Equal((start, duration), (TimeWindow.Of(seconds, duration).StartSeconds, TimeWindow.Of(seconds, duration).DurationSeconds));

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(700)]
    [InlineData(1000)]
    [InlineData(1500)]
    [InlineData(2000)]
    [InlineData(2400)]
    [InlineData(7200)]
    public void A_duration_that_does_not_divide_an_hour_is_refused(int duration) =>
        Assert.Equal(SortSchemaError.InvalidWindowDuration, Assert.Throws<SortSchemaException>(() => TimeWindow.Of(0, duration)).Error);

    [Fact]
    public void The_divisors_of_an_hour_and_nothing_else_are_durations()
    {
        int[] accepted = [.. Enumerable.Range(-1, 3700).Where(duration => Record.Exception(() => TimeWindow.Of(5, duration)) is null)];
        Assert.Equal(45, accepted.Length);
        Assert.All(accepted, duration => Assert.Equal(0, 3600 % duration));
    }

    [Fact]
    public void A_window_before_the_earliest_time_is_refused()
    {
        var thrown = Assert.Throws<SortSchemaException>(() => TimeWindow.Of(long.MinValue, 3600));
        Assert.Equal(SortSchemaError.WindowStartOutOfRange, thrown.Error);
    }
}
