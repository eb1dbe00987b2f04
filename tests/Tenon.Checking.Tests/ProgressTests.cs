using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class ProgressTests
{
    // Goal: who waits is told how far a search is, and what is told never goes back or contradicts itself.
    // Method: a clock by which every look at it takes a second, so that there is a report after each round.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_search_says_how_far_it_is(int workers)
    {
        Reports reports = new();
        CheckResult result = Checker.Check(new PackedTwoPhaseCommit(7), new CheckOptions { Clock = new FastClock(), Progress = reports, WorkerCount = workers });
        Assert.True(reports.All.Count > 20, $"{reports.All.Count} reports");
        Assert.Equal(reports.All.OrderBy(each => each.StateCount).Select(each => each.StateCount), reports.All.Select(each => each.StateCount));
        Assert.Equal(reports.All.OrderBy(each => each.Depth).Select(each => each.Depth), reports.All.Select(each => each.Depth));
        Assert.All(reports.All, each =>
        {
            Assert.InRange(each.WaitingStateCount, 1, each.StateCount);
            Assert.InRange(each.TransitionCount, each.StateCount - 1, result.TransitionCount);
            Assert.True(each.MemoryBytes > 0 && each.StatesPerSecond > 0);
            Assert.True(each.EstimatedStateCount is null || each.EstimatedStateCount >= each.StateCount);
        });

        // The largest layer lies in the middle: no estimate before, and in the end a good one.
        Assert.Null(reports.All[0].EstimatedStateCount);
        Assert.InRange(reports.All[^1].EstimatedStateCount ?? 0, result.StateCount * 99 / 100, result.StateCount * 101 / 100);
    }

    private sealed class Reports : IProgress<CheckProgress>
    {
        public List<CheckProgress> All { get; } = [];

        public void Report(CheckProgress value) => All.Add(value);
    }

    private sealed class FastClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
