using Tenon.Checking;

namespace Tenon.Pipeline.Models.Tests;

/// <summary>The production core in small worlds, searched to the end. The numbers of states are written down so that a change of them is noticed.</summary>
public sealed class CoreWorldTests
{
    public static TheoryData<string, CoreBounds, long> Worlds => new()
    {
        { "calm", new CoreBounds { Ingests = 3 }, 4_968 },
        { "a crash", new CoreBounds { Ingests = 2, Crashes = 1 }, 997 },
        { "a lost answer", new CoreBounds { Ingests = 2, Losses = 1 }, 1_498 },
        { "two lost answers", new CoreBounds { Ingests = 2, Losses = 2 }, 4_070 },
        { "a lost message", new CoreBounds { Ingests = 2, LostMessages = 1 }, 648 },
        { "a failure", new CoreBounds { Ingests = 2, Failures = 1 }, 2_138 },
        { "retention", new CoreBounds { Ingests = 2, Withdrawals = 1 }, 3_059 },
        { "a rival", new CoreBounds { Ingests = 2, Rivals = 1 }, 3_969 },
        { "a damaged split", new CoreBounds { Ingests = 3, Poison = 1 }, 8_942 },
        { "a damaged split that cannot be told", new CoreBounds { Ingests = 3, Poison = 2 }, 4_080 },
        { "a stop", new CoreBounds { Ingests = 3, Stops = true }, 24_028 },
        { "two windows", new CoreBounds { Ingests = 3, Windows = 2 }, 20_948 },
        { "a crash and a lost answer", new CoreBounds { Ingests = 2, Crashes = 1, Losses = 1 }, 3_887 },
        { "a crash, a stop and a failure", new CoreBounds { Ingests = 2, Crashes = 1, Stops = true, Failures = 1 }, 25_352 },
        { "a rival and a lost answer", new CoreBounds { Ingests = 2, Rivals = 1, Losses = 1 }, 16_706 },
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
        // Production's own checks may see the fault first; the property must be violated all the same.
        CheckResult result = Checker.Check(new CoreWorldModel(mutant.Bounds, mutant.Handle), new CheckOptions { WorkerCount = 2, MaximumStates = 400_000, ContinueAfterViolation = true });
        Assert.Contains(property, result.Properties.Where(each => each.Verdict == Verdict.Violated).Select(each => each.Name));
    }
}
