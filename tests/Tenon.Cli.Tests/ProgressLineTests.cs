using Tenon.Cli.Output;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;

namespace Tenon.Cli.Tests;

public sealed class ProgressLineTests
{
    [Fact]
    public void On_a_terminal_one_line_changes_and_is_gone_at_the_end()
    {
        (string text, _) = Run(isTerminal: true, 50);
        Assert.DoesNotContain('\n', text);
        string[] lines = text.Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("merge: 5/20 files, 500/1,000 rows, 0.98 KiB/3.91 KiB", lines.Single(line => line.Contains(" 500/", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches(@"/s, \d.* left", lines[^2]);
        Assert.Equal("", lines[^1].Trim());
    }

    [Fact]
    public void In_a_pipe_a_plain_line_comes_now_and_then()
    {
        (string text, TimeSpan duration) = Run(isTerminal: false, 200);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain('\r', text);
        Assert.InRange(lines.Length, 1, (int)(duration.TotalSeconds / 5) + 1);
    }

    private static (string Text, TimeSpan Duration) Run(bool isTerminal, int milliseconds)
    {
        var clock = new SteppingClock();
        using var output = new StringWriter();
        DateTimeOffset began = clock.GetUtcNow();
        using (var line = new ProgressLine(output, isTerminal, clock))
        {
            for (int i = 0; i <= 1000; i += 10)
            {
                line.Report(new CompactionProgress("", 0, 20, 10, 0, 4000, 2000, new MergeStep("merge", i, 1000, 0)));
                clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            }
        }

        return (output.ToString(), clock.GetUtcNow() - began);
    }

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by) => _now += by;
    }
}
