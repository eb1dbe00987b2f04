using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, string, string, None>;
using Action = ActorAction<string, string>;

public sealed class ActorModelTests
{
    // Goal: states are neither lost nor told apart without a reason, for all networks, losses, crashes, timers and histories.
    // Method: random systems; counts against a search with lists and texts.
    [Fact]
    public void Counts_agree_with_a_search_from_the_definitions()
    {
        const int Limit = 3000;
        Dictionary<NetworkKind, int> compared = [];
        foreach (int seed in Seed.Many(500_000, 700))
        {
            RandomActors model = new(seed);
            NaiveActors naive = new(model);
            naive.Search(limit: Limit);
            if (naive.States.Count is < 2 or > Limit)
            {
                continue;
            }

            CheckResult result = Checker.Check(model, new CheckOptions { WorkerCount = 1 + (seed % 2) });
            Assert.True(naive.States.Count == result.StateCount && naive.TransitionCount == result.TransitionCount,
                $"seed {seed}, {model.GivenNetwork}: {result.StateCount} states and {result.TransitionCount} transitions, by definition {naive.States.Count} and {naive.TransitionCount}");
            Assert.Equal(Verdict.Holds, result["few"].Verdict);
            compared[model.GivenNetwork] = compared.GetValueOrDefault(model.GivenNetwork) + 1;
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || (compared.Count == 3 && compared.Values.All(count => count > 50)), string.Join(", ", compared));
    }

    [Fact]
    public void Sending_what_is_in_flight_already_does_not_change_a_duplicating_network()
    {
        Script script = new() { Kind = NetworkKind.UnorderedDuplicating, Start = outbox => outbox.Send(0, "again"), Message = (state, message, outbox) => { outbox.Send(0, message); return state; } };
        Assert.Equal(1, Checker.Check(script, new CheckOptions { MaximumStates = 100 }).StateCount); // Without the rule there is no end.
    }

    [Fact]
    public void Setting_a_timer_again_does_not_change_a_state()
    {
        Script script = new() { Start = outbox => outbox.SetTimer("tick"), Timeout = (state, timer, outbox) => { outbox.SetTimer(timer); outbox.SetTimer(timer); return state; } };
        CheckResult result = Checker.Check(script);
        Assert.Equal((1, 0), (result.StateCount, result.TransitionCount));
    }

    [Fact]
    public void A_timer_that_went_off_is_no_longer_set()
    {
        Script script = new() { Start = outbox => outbox.SetTimer("tick") };
        Assert.Equal((2, 1), (Checker.Check(script).StateCount, Checker.Check(script).TransitionCount));
    }

    [Theory]
    [InlineData(NetworkKind.Ordered, 3)] // Only in the order of sending.
    [InlineData(NetworkKind.Unordered, 5)] // In both orders, and the state tells which.
    public void Messages_of_one_sender_overtake_each_other_only_in_unordered_networks(NetworkKind kind, long stateCount)
    {
        Script script = new()
        {
            Kind = kind,
            Start = outbox => { outbox.Send(0, "1"); outbox.Send(0, "2"); },
            Message = (state, message, _) => (state * 10) + int.Parse(message, System.Globalization.CultureInfo.InvariantCulture),
        };
        Assert.Equal(stateCount, Checker.Check(script).StateCount);
    }

    [Fact]
    public void An_unordered_network_keeps_as_many_of_a_message_as_were_sent()
    {
        Script script = new() { Start = outbox => { outbox.Send(0, "one"); outbox.Send(0, "one"); }, Message = (state, _, _) => state + 1 };
        Assert.Equal((3, 2), (Checker.Check(script).StateCount, Checker.Check(script).TransitionCount));
    }

    [Fact]
    public void A_trace_names_messages_and_actors()
    {
        Script script = new() { Start = outbox => outbox.Send(0, "hello"), Message = (_, _, _) => 7, Given = [Script.Never("quiet", s => s.Actor(0) == 7)] };
        Trace trace = Assert.IsType<Trace>(Checker.Check(script)["quiet"].Trace);
        Assert.Equal(["0 -> 0: hello"], trace.Actions);
        Assert.Contains("actor 0", trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_for_an_actor_that_does_not_exist_is_refused()
    {
        ModelException failure = Assert.Throws<ModelException>(() => Checker.Check(new Script
        {
            Start = outbox => outbox.SetTimer("tick"),
            Timeout = (state, _, outbox) => { outbox.Send(1, "nobody"); return state; },
        }));
        Assert.IsType<ArgumentOutOfRangeException>(failure.InnerException);
    }

    /// <summary>A single actor that does what it is told to.</summary>
    private sealed class Script : ActorModel<int, string, string, None>
    {
        public NetworkKind Kind { get; init; } = NetworkKind.Unordered;

        public Action<Outbox<string, string>> Start { get; init; } = _ => { };

        public Func<int, string, Outbox<string, string>, int> Message { get; init; } = (state, _, _) => state;

        public Func<int, string, Outbox<string, string>, int> Timeout { get; init; } = (state, _, _) => state;

        public ImmutableArray<Property<State, Action>> Given { get; init; } = [];

        public override IEnumerable<Property<State, Action>> Properties => Given;

        protected override ImmutableArray<Actor<int, string, string>> Actors => [new Scripted(this)];

        protected override NetworkKind Network => Kind;

        public static Property<State, Action> Never(string name, Func<State, bool> condition) => Always(name, s => !condition(s));

        private sealed class Scripted(Script script) : Actor<int, string, string>
        {
            public override int OnStart(Outbox<string, string> outbox)
            {
                script.Start(outbox);
                return 0;
            }

            public override int OnMessage(int state, int source, string message, Outbox<string, string> outbox) => script.Message(state, message, outbox);

            public override int OnTimeout(int state, string timer, Outbox<string, string> outbox) => script.Timeout(state, timer, outbox);
        }
    }
}
