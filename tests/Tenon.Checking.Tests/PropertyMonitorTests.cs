using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>Properties judged outside of a search.</summary>
public sealed class PropertyMonitorTests
{
    [Fact]
    public void States_and_steps_are_judged_by_the_invariants_and_by_nothing_else()
    {
        var monitor = new PropertyMonitor<int, string>(new Counter());
        Assert.Equal(["small", "even above ten", "rises"], monitor.Names);
        Assert.Empty(monitor.ViolatedBy(11 + 1));
        Assert.Equal(["even above ten"], monitor.ViolatedBy(11));
        Assert.Equal(["small", "even above ten"], monitor.ViolatedBy(101));
        Assert.Equal(["rises"], monitor.ViolatedBy(8, "down", 7));
        Assert.Empty(monitor.ViolatedBy(7, "up", 8));
    }

    private sealed class Counter : Model<int, string>
    {
        public override IEnumerable<int> InitialStates => [0];

        public override IEnumerable<Property<int, string>> Properties =>
        [
            Always("small", state => state < 100),
            Always("even above ten", state => state > 10, state => state % 2 == 0),
            AlwaysStep("rises", (before, _, after) => after > before),
            Eventually("ends", state => state == 99),
        ];

        public override IEnumerable<Step<int, string>> Steps(int state) => [Step("up", state + 1)];
    }
}
