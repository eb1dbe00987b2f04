using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, int, None, None>;
using Action = ActorAction<int, None>;

/// <summary>Actors 0 and 1 each send their number and one to actor 2, which passes it on unchanged to actor 3, which puts digits together.</summary>
internal sealed class Relay(NetworkKind network) : ActorModel<int, int, None, None>
{
    public override IEnumerable<Property<State, Action>> Properties =>
        [Sometimes("12", s => s.Actor(3) == 12), Sometimes("21", s => s.Actor(3) == 21)];

    protected override ImmutableArray<Actor<int, int, None>> Actors => [new Sender(), new Sender(), new Sender(), new Sender()];

    protected override NetworkKind Network => network;

    protected override PropertyView<int>? ViewOf(string propertyName) => new() { Actors = [3] };

    private sealed class Sender : Actor<int, int, None>
    {
        public override int OnStart(Outbox<int, None> outbox)
        {
            if (outbox.Self < 2)
            {
                outbox.Send(2, outbox.Self + 1);
            }

            return 0;
        }

        public override int OnMessage(int state, int source, int message, Outbox<int, None> outbox)
        {
            if (outbox.Self == 3)
            {
                return (state * 10) + message;
            }

            outbox.Send(3, message);
            return state;
        }
    }
}
