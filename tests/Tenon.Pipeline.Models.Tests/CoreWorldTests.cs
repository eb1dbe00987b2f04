using Tenon.Checking;

namespace Tenon.Pipeline.Models.Tests;

/// <summary>The production core in small worlds, searched to the end. The numbers of states are written down so that a change of them is noticed.</summary>
public sealed class CoreWorldTests
{
    public static TheoryData<string, CoreBounds, long> Worlds => new()
    {
        { "calm", new CoreBounds { Ingests = 3 }, 5_184 },
        { "a crash", new CoreBounds { Ingests = 2, Crashes = 1 }, 1_053 },
        { "a lost answer", new CoreBounds { Ingests = 2, Losses = 1 }, 1_652 },
        { "two lost answers", new CoreBounds { Ingests = 2, Losses = 2 }, 4_532 },
        { "a lost message", new CoreBounds { Ingests = 2, LostMessages = 1 }, 683 },
        { "a failure", new CoreBounds { Ingests = 2, Failures = 1 }, 2_257 },
        { "retention", new CoreBounds { Ingests = 2, Withdrawals = 1 }, 3_112 },
        { "a rival", new CoreBounds { Ingests = 2, Rivals = 1 }, 4_154 },
        { "a damaged split", new CoreBounds { Ingests = 3, Poison = 1 }, 9_210 },
        { "a damaged split that cannot be told", new CoreBounds { Ingests = 3, Poison = 2 }, 4_110 },
        { "a stop", new CoreBounds { Ingests = 3, Stops = true }, 24_892 },
        { "two windows", new CoreBounds { Ingests = 3, Windows = 2 }, 21_956 },
        { "a crash and a lost answer", new CoreBounds { Ingests = 2, Crashes = 1, Losses = 1 }, 4_291 },
        { "a crash, a stop and a failure", new CoreBounds { Ingests = 2, Crashes = 1, Stops = true, Failures = 1 }, 26_754 },
        { "a rival and a lost answer", new CoreBounds { Ingests = 2, Rivals = 1, Losses = 1 }, 18_120 },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_core_keeps_every_promise_in(string world, CoreBounds bounds, long states)
    {
        CheckResult result = Checker.Check(new CoreWorldModel(bounds), new CheckOptions { WorkerCount = 2, MaximumStates = 400_000 });
        Assert.True(result.Holds, $"{world}: {result}");
        Assert.Equal((world, states), (world, result.StateCount));
    }

    [Theory]
    [MemberData(nameof(CoreMutants.All), MemberType = typeof(CoreMutants))]
    public void A_core_with_a_fault_is_caught(string fault, string property)
    {
        CoreMutant mutant = CoreMutants.Named(fault);
        CheckResult result = Checker.Check(new CoreWorldModel(mutant.Bounds, mutant.Handle), new CheckOptions { WorkerCount = 2, MaximumStates = 400_000 });
        Assert.Contains(property, result.Properties.Where(each => each.Verdict == Verdict.Violated).Select(each => each.Name));
    }
}
