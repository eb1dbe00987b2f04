using Tenon.Simulation.Scheduling;

namespace Tenon.Simulation.Tests;

public sealed class SimulatedClockTests
{
    [Fact]
    public void Time_passes_to_the_next_timer_and_no_further()
    {
        var clock = new SimulatedClock();
        DateTimeOffset begin = clock.GetUtcNow();
        List<string> fired = [];
        using ITimer late = clock.CreateTimer(_ => fired.Add("late"), null, TimeSpan.FromHours(2), Timeout.InfiniteTimeSpan);
        using ITimer soon = clock.CreateTimer(_ => fired.Add("soon"), null, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Equal(begin, clock.GetUtcNow());
        Assert.True(clock.Advance());
        Assert.Equal((begin + TimeSpan.FromSeconds(1), "soon"), (clock.GetUtcNow(), string.Join(' ', fired)));
        Assert.True(clock.Advance() && clock.Advance());
        Assert.Equal("soon soon late", string.Join(' ', fired));
        soon.Dispose();
        Assert.False(clock.Advance());
    }

    // Goal: of timers of one moment the one that was made first is first, or two runs would differ.
    [Fact]
    public void Timers_of_one_moment_fire_in_the_order_in_which_they_were_made()
    {
        var clock = new SimulatedClock();
        List<int> fired = [];
        ITimer[] timers = [.. Enumerable.Range(0, 100).Select(i => clock.CreateTimer(_ => fired.Add(i), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan))];
        while (clock.Advance())
        {
        }

        Assert.Equal(Enumerable.Range(0, 100), fired);
        Assert.All(timers, timer => timer.Dispose());
    }

    // Goal: a clock that is wrong tells another time of day, and durations as they are; one that has stopped wakes nobody.
    [Fact]
    public void The_clock_of_a_process_can_be_wrong_and_stops_with_it()
    {
        var world = new SimulatedClock();
        var clock = new ProcessClock(world) { Error = TimeSpan.FromMinutes(-30) };
        long began = clock.GetTimestamp();
        int fired = 0;
        using ITimer timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        world.Advance();
        Assert.Equal((1, TimeSpan.FromMinutes(1), world.GetUtcNow() - TimeSpan.FromMinutes(30)), (fired, clock.GetElapsedTime(began), clock.GetUtcNow()));
        clock.IsStopped = true;
        world.Advance();
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_process_with_several_processors_is_refused_for_its_order_would_be_none()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "this machine has one processor");
        Assert.Contains(
            "DOTNET_PROCESSOR_COUNT=1",
            Assert.Throws<InvalidOperationException>(() => SoleThread.Run(new SimulatedClock(), DateTimeOffset.MaxValue, () => Task.CompletedTask)).Message,
            StringComparison.Ordinal);
    }
}
