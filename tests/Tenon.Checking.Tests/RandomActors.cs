using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, int, int, int>;
using Action = ActorAction<int, int>;

/// <summary>A system of actors that do what random tables say. States, messages and timers are small numbers.</summary>
internal class RandomActors : ActorModel<int, int, int, int>
{
    private const int DefaultStateCount = 3;
    public const int MessageCount = 2;
    public const int TimerCount = 2;
    private readonly Reaction[] _reactions;
    private readonly int _stateCount = DefaultStateCount;

    public RandomActors(int seed)
    {
        Random random = new(seed);
        ActorCount = random.Next(2, 4);
        GivenNetwork = (NetworkKind)random.Next(3);
        GivenLossy = random.Next(2) == 0;
        GivenConsumes = random.Next(2) == 0;
        GivenCrashed = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        Keeps = random.Next(2) == 0;
        _reactions = [.. Enumerable.Range(0, ActorCount * DefaultStateCount * 16).Select(_ => new Reaction(random, ActorCount))];
    }

    protected RandomActors(int actorCount, int stateCount, Reaction[] reactions) =>
        (ActorCount, _stateCount, _reactions, Keeps, MaximumInFlight) = (actorCount, stateCount, reactions, true, int.MaxValue);

    public new int ActorCount { get; }

    /// <summary>More messages are outside the boundary.</summary>
    public int MaximumInFlight { get; } = 3;

    public NetworkKind GivenNetwork { get; protected init; }

    public bool GivenLossy { get; protected init; }

    public bool GivenConsumes { get; protected init; }

    public int GivenCrashed { get; protected init; }

    /// <summary>Whether a crash leaves the state.</summary>
    public bool Keeps { get; }

    public override IEnumerable<Property<State, Action>> Properties => [Always("few", s => s.MessageCount <= MaximumInFlight)];

    protected override ImmutableArray<Actor<int, int, int>> Actors => [.. Enumerable.Range(0, ActorCount).Select(_ => new TableActor(this))];

    protected override NetworkKind Network => GivenNetwork;

    protected override bool IsLossy => GivenLossy;

    protected override bool ConsumesIgnoredMessages => GivenConsumes;

    protected override int MaximumCrashed => GivenCrashed;

    protected override int InitialHistory => 0;

    public override bool IsWithinBoundary(State state) => state.MessageCount <= MaximumInFlight;

    public static int Recorded(int history, bool isSent, int source, int destination, int message) =>
        message == 0 ? history : ((history * 2) + (isSent ? 1 : 0) + source + destination) % 3;

    /// <summary>What an actor does about an event: 0 is the start, 1 recovery, then timers, then messages by source.</summary>
    public Reaction React(int actor, int state, int happening) => _reactions[(((actor * _stateCount) + state) * 16) + happening];

    public static int TimerEvent(int timer) => 2 + timer;

    public static int MessageEvent(int source, int message) => 2 + TimerCount + (source * MessageCount) + message;

    protected override bool RecordsDelivery(Envelope<int> envelope) => envelope.Message != 0;

    protected override bool RecordsSending(Envelope<int> envelope) => envelope.Message != 0;

    protected override PropertyView<int>? ViewOf(string propertyName) => new() { Messages = _ => true };

    protected override int RecordDelivery(int history, Envelope<int> envelope) => Recorded(history, false, envelope.Source, envelope.Destination, envelope.Message);

    protected override int RecordSending(int history, Envelope<int> envelope) => Recorded(history, true, envelope.Source, envelope.Destination, envelope.Message);

    /// <summary>A next state (-1: the same), messages to send, timers to set or cancel.</summary>
    public sealed class Reaction
    {
        public Reaction(Random random, int actorCount)
        {
            Next = random.Next(-1, DefaultStateCount);
            Sent = [.. Enumerable.Range(0, random.Next(4) == 0 ? 2 : random.Next(2)).Select(_ => (random.Next(actorCount), random.Next(MessageCount)))];
            Timers = [.. Enumerable.Range(0, random.Next(4) == 0 ? 2 : 0).Select(_ => (random.Next(TimerCount), random.Next(3) > 0))];
        }

        public Reaction(int next, ImmutableArray<(int, int)> sent, ImmutableArray<(int, bool)> timers) => (Next, Sent, Timers) = (next, sent, timers);

        public int Next { get; }

        public ImmutableArray<(int Destination, int Message)> Sent { get; }

        public ImmutableArray<(int Timer, bool IsSet)> Timers { get; }
    }

    private sealed class TableActor(RandomActors model) : Actor<int, int, int>
    {
        public override int OnStart(Outbox<int, int> outbox) => Do(0, 0, outbox);

        public override int OnMessage(int state, int source, int message, Outbox<int, int> outbox) => Do(state, MessageEvent(source, message), outbox);

        public override int OnTimeout(int state, int timer, Outbox<int, int> outbox) => Do(state, TimerEvent(timer), outbox);

        public override int OnCrash(int state, Outbox<int, int> outbox) => model.Keeps ? state : base.OnCrash(state, outbox);

        public override int OnRecover(int stored, Outbox<int, int> outbox) => model.Keeps ? Do(stored, 1, outbox) : base.OnRecover(stored, outbox);

        private int Do(int state, int happening, Outbox<int, int> outbox)
        {
            Reaction reaction = model.React(outbox.Self, state, happening);
            foreach ((int destination, int message) in reaction.Sent)
            {
                outbox.Send(destination, message);
            }

            foreach ((int timer, bool isSet) in reaction.Timers)
            {
                if (isSet)
                {
                    outbox.SetTimer(timer);
                }
                else
                {
                    outbox.CancelTimer(timer);
                }
            }

            return reaction.Next < 0 ? state : reaction.Next;
        }
    }
}
