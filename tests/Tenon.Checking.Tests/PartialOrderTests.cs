using System.Globalization;
using Tenon.Checking.Actors;
using Tenon.Checking.PartialOrder;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class PartialOrderTests
{
    private static readonly CheckOptions Options = new() { PartialOrder = true, ContinueAfterViolation = true };

    // Goal: no verdict, no state without steps and no action is lost by leaving steps out.
    // Method: random systems of all networks, with losses, timers, crashes and histories; compared with a search with lists and texts.
    [Fact]
    public void Verdicts_and_states_without_steps_are_those_of_a_search_from_the_definitions()
    {
        const int Limit = 600;
        Dictionary<(NetworkKind Network, bool Loses), (int Compared, int Fewer)> tally = [];
        foreach (int seed in Seed.Many(700_000, 4000))
        {
            RandomProtocol model = new(seed);
            NaiveActors naive = new(model);
            naive.Search(Limit);
            if (naive.States.Count is < 2 or > Limit)
            {
                continue;
            }

            PartialOrderComparison comparison = PartialOrderCheck.SelfCheck(model, new CheckOptions { WorkerCount = 1 + (seed % 3) });
            Assert.True(comparison.Agrees, $"seed {seed}: {comparison}");
            Assert.Equal(naive.States.Count, comparison.Full.StateCount);
            foreach (RandomProperty property in model.GivenProperties)
            {
                Verdict expected = property.Judge(naive.Snapshots);
                Verdict given = comparison.Reduced[property.Name].Verdict;
                Assert.True(expected == given, $"seed {seed}: '{property.Name}' is {given}, by definition {expected}");
            }

            // The full search met them too; that the reduced one met the same is part of the self-check.
            Assert.True(naive.Deadlocks.SetEquals(model.Deadlocks.Keys), $"seed {seed}: other states without steps");
            (NetworkKind, bool) kind = (model.GivenNetwork, model.GivenLossy);
            (int compared, int fewer) = tally.GetValueOrDefault(kind);
            tally[kind] = (compared + 1, fewer + (comparison.Reduced.StateCount < naive.States.Count ? 1 : 0));
        }

        string summary = string.Join("; ", tally);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(tally.Count == 6 && tally.Values.All(each => each.Compared >= 100 && each.Fewer >= 5), summary);
    }
}
