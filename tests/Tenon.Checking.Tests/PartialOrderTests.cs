using Tenon.Checking.Actors;
using Tenon.Checking.PartialOrder;
using Tenon.Checking.Properties;
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
            if (Compare(model, seed, Limit) is bool hasFewer)
            {
                (NetworkKind, bool) kind = (model.GivenNetwork, model.GivenLossy);
                (int compared, int fewer) = tally.GetValueOrDefault(kind);
                tally[kind] = (compared + 1, fewer + (hasFewer ? 1 : 0));
            }
        }

        string summary = string.Join("; ", tally);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(tally.Count == 6 && tally.Values.All(each => each.Compared >= 100 && each.Fewer >= 5), summary);
    }

    // Goal: what is lost and sent again need not be searched in both orders. ADR 0011 proves it; here are systems that do little else.
    // Method: as above, with actors that send the same over and over in a network that duplicates and loses.
    [Fact]
    public void Of_losing_what_is_sent_again_no_order_is_missed()
    {
        (int compared, int fewer) = (0, 0);
        foreach (int seed in Seed.Many(900_000, 3000))
        {
            if (Compare(RandomProtocol.ThatSendsAgain(seed), seed, limit: 200) is bool hasFewer)
            {
                compared++;
                fewer += hasFewer ? 1 : 0;
            }
        }

        Assert.True(compared >= 500 && fewer >= 50, $"{compared} compared, {fewer} with fewer states");
    }

    // The first counts are those of SampleTests.
    [Theory]
    [InlineData(1, NetworkKind.Unordered, 265, 154)]
    [InlineData(2, NetworkKind.Unordered, 16_668, 8_782)]
    [InlineData(1, NetworkKind.UnorderedDuplicating, 265, 147)]
    [InlineData(2, NetworkKind.UnorderedDuplicating, 16_355, 8_115)]
    [InlineData(1, NetworkKind.Ordered, 237, 49)]
    [InlineData(2, NetworkKind.Ordered, 33_328, 2_566)]
    public void Paxos_has_fewer_states_to_search(int clientCount, NetworkKind network, long full, long reduced) =>
        AssertCounts(PartialOrderCheck.SelfCheck(new Paxos(clientCount, 3, network)), full, reduced);

    [Theory]
    [InlineData(1, 3, NetworkKind.Unordered, 1_449, 295)]
    [InlineData(1, 3, NetworkKind.Ordered, 559, 89)]
    [InlineData(2, 2, NetworkKind.Unordered, 544, 295)]
    [InlineData(2, 2, NetworkKind.Ordered, 620, 479)]
    public void The_register_of_attiya_bar_noy_and_dolev_has_fewer_states_to_search(int clientCount, int serverCount, NetworkKind network, long full, long reduced) =>
        AssertCounts(PartialOrderCheck.SelfCheck(new AbdRegister(clientCount, serverCount, network)), full, reduced);

    [Theory]
    [InlineData(2, 1, 93, 91)]
    [InlineData(3, 3, 1_214, 1_169)] // Not linearizable, which both searches find.
    public void A_single_copy_of_which_clients_see_all_gains_little(int clientCount, int serverCount, long full, long reduced) =>
        AssertCounts(PartialOrderCheck.SelfCheck(new SingleCopyRegister(clientCount, serverCount, NetworkKind.Unordered)), full, reduced);

    // 1,212,979 and 1,194,428 states without reduction: SampleTests.
    [Fact]
    public void The_two_largest_samples_hold_and_have_fewer_states_to_search()
    {
        CheckOptions options = Options with { WorkerCount = 2 };
        Assert.Equal(43_791, Checker.Check(new AbdRegister(2, 3, NetworkKind.Ordered), options).RequireHolds().StateCount);
        Assert.Equal(611_438, Checker.Check(new Paxos(3, 3, NetworkKind.Unordered), options).RequireHolds().StateCount);
    }

    // Goal: know what a reduction of this kind can reach at most. All of them keep every state without steps, and so a run to each.
    // Method: count what these runs cannot share, in the full graph (ADR 0025 has the numbers for three clients).
    [Theory]
    [InlineData(1, 20, 100)] // Of 265 states: less than 3 times fewer is all there can be.
    [InlineData(2, 1_268, 5_272)] // Of 16,668.
    public void The_ends_of_Paxos_alone_need_a_third_of_its_states(int clientCount, int ends, long least)
    {
        EndCover cover = new(Checker.Pack(new Paxos(clientCount, 3, NetworkKind.Unordered)));
        Assert.Equal((ends, least), (cover.EndCount, cover.Least()));
        Assert.True(cover.StateCount < 3.2 * least);
        Assert.InRange(Checker.Check(new Paxos(clientCount, 3, NetworkKind.Unordered), Options).StateCount, least, cover.StateCount);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_workers()
    {
        string one = ReportOf(1);
        Assert.Equal(one, ReportOf(2));
        Assert.Equal(one, ReportOf(3));

        static string ReportOf(int workers)
        {
            CheckResult result = Checker.Check(new Paxos(2, 3, NetworkKind.Unordered), Options with { WorkerCount = workers });
            return $"{result with { Elapsed = default }}{result["value chosen"].Trace}";
        }
    }

    [Fact]
    public void A_trace_is_a_run_of_the_model_itself()
    {
        Paxos model = new(2, 3, NetworkKind.Unordered);
        Trace trace = Checker.Check(model, Options)["value chosen"].Trace!;
        Assert.Equal(trace.ToString(), Checker.Replay(Checker.Pack(model), trace.Path).ToString());
    }

    [Theory]
    [InlineData(StateIdentity.Fingerprint64)]
    [InlineData(StateIdentity.Fingerprint128)]
    [InlineData(StateIdentity.Exact)]
    public void Of_independent_actors_one_order_is_searched(StateIdentity identity)
    {
        TickingActors model = new(4, 4, 4);
        Assert.Equal(125, Checker.Check(model).StateCount);
        CheckResult reduced = Checker.Check(model, Options with { Identity = identity });
        Assert.Equal((13, 12, 12), (reduced.StateCount, reduced.TransitionCount, reduced.Depth));
        Assert.Equal(8, reduced.ReducedStateCount); // While two actors are left.
    }

    // The second actor's step is left out at first, and taken in the state after that.
    [Fact]
    public void An_action_whose_steps_are_left_out_is_enabled_all_the_same()
    {
        CheckResult reduced = Checker.Check(new TickingActors(1, 1) { NamesSteps = true }, Options);
        Assert.Equal((3, 2), (reduced.StateCount, reduced.TransitionCount));
        Assert.Equal([(1, 1), (2, 1)], reduced.Actions.Select(action => (action.EnabledStateCount, action.TransitionCount)));
    }

    // The first actor goes round for ever, and what it does is seen by no property: it alone would do in every state.
    [Theory]
    [InlineData(StateIdentity.Fingerprint64)]
    [InlineData(StateIdentity.Fingerprint128)]
    [InlineData(StateIdentity.Exact)]
    public void No_step_is_left_out_for_ever_along_a_cycle(StateIdentity identity)
    {
        TickingActors model = new(TickingActors.Forever, 3)
        {
            Given = [("never 3", PropertyKind.Always, s => s.Actor(1) < 3), ("is 2", PropertyKind.Sometimes, s => s.Actor(1) == 2)],
            Declared = _ => new() { Actors = [1] },
        };
        CheckResult result = Checker.Check(model, Options with { Identity = identity });
        Assert.Equal((Verdict.Violated, Verdict.Holds), (result["never 3"].Verdict, result["is 2"].Verdict));
    }

    [Fact]
    public void A_step_that_a_property_sees_is_not_searched_in_place_of_others()
    {
        TickingActors model = new(1, 1)
        {
            Given = [("first alone", PropertyKind.Sometimes, s => s.Actor(0) == 1 && s.Actor(1) == 0), ("second alone", PropertyKind.Sometimes, s => s.Actor(0) == 0 && s.Actor(1) == 1)],
            Declared = _ => new() { Actors = [0, 1] },
        };
        Assert.Equal(4, PartialOrderCheck.SelfCheck(model).RequireAgreement().Reduced.RequireHolds().StateCount);
    }

    [Fact]
    public void What_a_model_throws_is_shown_with_the_run_that_leads_there()
    {
        TickingActors model = new(TickingActors.Forever, 3)
        {
            Given = [("throws", PropertyKind.Always, s => s.Actor(1) < 2 ? true : throw new InvalidOperationException("two"))],
            Declared = _ => new() { Actors = [1] },
        };
        ModelException failure = Assert.Throws<ModelException>(() => Checker.Check(model, Options));
        Assert.Equal("two", failure.InnerException!.Message);
        Assert.Contains(new StateField("actor 1", "2"), failure.Trace.Steps[^1].State);
    }

    // A boundary is no part of what the reduction knows: either a step is seen to leave it, or it makes no difference.
    [Fact]
    public void A_system_with_a_boundary_is_refused_or_judged_as_without_reduction()
    {
        (int refused, int judged) = (0, 0);
        foreach (int seed in Seed.Many(800_000, 300))
        {
            RandomActors model = new(seed);
            NaiveActors naive = new(model);
            naive.Search(300);
            if (naive.States.Count > 300)
            {
                continue;
            }

            try
            {
                Assert.True(PartialOrderCheck.SelfCheck(model).Agrees, $"seed {seed}");
                judged++;
            }
            catch (ModelException e) when (e.InnerException is PartialOrderException refusal && refusal.Message.Contains("leaves the boundary", StringComparison.Ordinal))
            {
                refused++;
            }
        }

        Assert.True(refused >= 20 && judged >= 20, $"{refused} refused, {judged} judged");
    }

    // The relay is in the same state whatever it passes on first; in an ordered network the channel behind it is not.
    [Theory]
    [InlineData(NetworkKind.Ordered)]
    [InlineData(NetworkKind.Unordered)]
    public void The_order_of_messages_in_a_channel_is_not_lost(NetworkKind network) =>
        PartialOrderCheck.SelfCheck(new Relay(network)).RequireAgreement().Reduced.RequireHolds();

    // What the declaration hides from a search that goes by it, the comparison finds.
    [Fact]
    public void The_self_check_finds_what_a_wrong_declaration_lost()
    {
        TickingActors model = new(1, 1)
        {
            Given = [("second alone", PropertyKind.Always, s => s.Actor(0) == 1 || s.Actor(1) == 0)],
            Declared = _ => new(),
        };
        PartialOrderComparison comparison = PartialOrderCheck.SelfCheck(model);
        Assert.Equal("the property 'second alone': Violated without reduction, Holds with it", Assert.Single(comparison.Differences));
        Assert.Throws<PartialOrderException>(comparison.RequireAgreement);
    }

    [Fact]
    public void Reduction_is_refused_where_it_is_unsound()
    {
        Assert.Contains("ViewOf", Refusal(Ticking(PropertyKind.Always, null)), StringComparison.Ordinal);
        Assert.Contains("'below 2' of TickingActors is about runs", Refusal(Ticking(PropertyKind.Temporal, new())), StringComparison.Ordinal);
        Assert.Contains("'below 2' of TickingActors is about steps", Refusal(Ticking(PropertyKind.AlwaysStep, new())), StringComparison.Ordinal);
        Assert.Contains("is an implication, which cannot be declared stable", Refusal(Ticking(PropertyKind.DeadlockFree, new() { IsStable = true })), StringComparison.Ordinal);
        Assert.Contains("no system of actors", Refusal(new Counter(3, [])), StringComparison.Ordinal);
        Assert.Contains("no system of actors", Assert.Throws<PartialOrderException>(() => Checker.Check(new PackedTwoPhaseCommit(3), Options)).Message, StringComparison.Ordinal);
        Assert.Contains("breadth-first", Refusal(new TickingActors(1), Options with { Mode = SearchMode.DepthFirst }), StringComparison.Ordinal);
        Assert.Contains("breadth-first", Refusal(new TickingActors(1), Options with { Mode = SearchMode.Simulation }), StringComparison.Ordinal);
        Assert.Contains("symmetry", Refusal(new TickingActors(1), Options with { Symmetry = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_contradicts_a_declaration_is_refused_by_name()
    {
        Assert.Contains("'below 2' of TickingActors looks at more than ViewOf declares: the step '0 timeout: tick' changes it", Refusal(Ticking(PropertyKind.Always, new())), StringComparison.Ordinal);
        TickingActors unstable = new(TickingActors.Forever, 2)
        {
            Given = [("never odd", PropertyKind.Always, s => s.Actor(0) == 0)],
            Declared = _ => new() { IsStable = true },
        };
        Assert.Contains("'never odd' of TickingActors is declared stable, but the step '0 timeout: tick' undoes", Refusal(unstable), StringComparison.Ordinal);
        Assert.Contains("'0 timeout: tick' of TickingActors changes the history", Refusal(new TickingActors(1, 1) { RecordsInSecret = true }), StringComparison.Ordinal);
        Assert.Contains("'0 timeout: tick' leaves the boundary of TickingActors", Refusal(new TickingActors(2, 2) { Boundary = s => s.Actor(0) < 2 }), StringComparison.Ordinal);
    }

    // Whether a system has fewer states to search; null if it has too many states, or but one.
    private static bool? Compare(RandomProtocol model, int seed, int limit)
    {
        NaiveActors naive = new(model);
        naive.Search(limit);
        if (naive.States.Count < 2 || naive.States.Count > limit)
        {
            return null;
        }

        // Several workers for an eighth of the systems: to have them wait for each other takes more time than such small searches.
        PartialOrderComparison comparison = PartialOrderCheck.SelfCheck(model, new CheckOptions { WorkerCount = seed % 8 == 0 ? 2 + (seed / 8 % 2) : 1 });
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
        return comparison.Reduced.StateCount < naive.States.Count;
    }

    private static TickingActors Ticking(PropertyKind kind, PropertyView<string>? view) =>
        new(2, 2) { Given = [("below 2", kind, s => s.Actor(0) < 2)], Declared = _ => view };

    private static string Refusal<TState, TAction>(Model<TState, TAction> model, CheckOptions? options = null)
        where TState : notnull
        where TAction : notnull
    {
        Exception e = Assert.ThrowsAny<Exception>(() => Checker.Check(model, options ?? Options));
        return Assert.IsType<PartialOrderException>(e is ModelException ? e.InnerException : e).Message;
    }

    private static void AssertCounts(PartialOrderComparison comparison, long full, long reduced)
    {
        comparison.RequireAgreement();
        Assert.Equal((full, reduced), (comparison.Full.StateCount, comparison.Reduced.StateCount));
    }
}
