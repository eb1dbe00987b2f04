using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, int, None, None>;
using Action = ActorAction<int, None>;

/// <summary>Actors 0 and 1 each send their number and one to actor 2, which passes it on unchanged to actor 3, which keeps the first.</summary>
/// <remarks>Few states: an actor that could take more of them than are followed would keep anything from being left out.</remarks>
internal sealed class Relay(NetworkKind network) : ActorModel<int, int, None, None>
{
    public override IEnumerable<Property<State, Action>> Properties =>
        [Sometimes("1 comes first", s => s.Actor(3) == 1), Sometimes("2 comes first", s => s.Actor(3) == 2)];

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
                return state == 0 ? message : state;
            }

            outbox.Send(3, message);
            return state;
        }
    }
}
