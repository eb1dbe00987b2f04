using Tenon.Checking;

namespace Tenon.Pipeline.Models.Tests;

public sealed class CoreWorldTests
{
    public static TheoryData<string, CoreBounds> Worlds => new()
    {
        { "calm", new CoreBounds { Ingests = 3 } },
        { "crash", new CoreBounds { Ingests = 2, Crashes = 1 } },
        { "loss", new CoreBounds { Ingests = 2, Losses = 1 } },
        { "lost message", new CoreBounds { Ingests = 2, LostMessages = 1 } },
        { "losses", new CoreBounds { Ingests = 2, Losses = 2 } },
        { "failure", new CoreBounds { Ingests = 2, Failures = 1 } },
        { "withdrawal", new CoreBounds { Ingests = 3, Withdrawals = 1 } },
        { "rival", new CoreBounds { Ingests = 2, Rivals = 1 } },
        { "poison", new CoreBounds { Ingests = 3, Poison = 1 } },
        { "poison unknown", new CoreBounds { Ingests = 3, Poison = 2 } },
        { "stop", new CoreBounds { Ingests = 3, Stops = true } },
        { "windows", new CoreBounds { Ingests = 3, Windows = 2 } },
        { "crash and loss", new CoreBounds { Ingests = 2, Crashes = 1, Losses = 1 } },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_core_keeps_every_promise(string name, CoreBounds bounds)
    {
        CheckResult result = Checker.Check(new CoreWorldModel(bounds), new CheckOptions { WorkerCount = 1, MaximumStates = 300_000 });
        Console.WriteLine($"{name}: {result.ToString().Split('\n')[0]} {string.Join("; ", result.Properties.Where(p => p.Verdict != Verdict.Holds))}");
        Assert.True(result.Holds, result.ToString());
    }
}
