using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, string, string, int>;
using Action = ActorAction<string, string>;

/// <summary>Actors that have nothing to do with each other: each counts the times its timer goes off, up to a limit or round and round.</summary>
internal sealed class TickingActors(params int[] limits) : ActorModel<int, string, string, int>
{
    public const int Forever = -1;

    /// <summary>What the properties are, by name.</summary>
    public IReadOnlyList<(string Name, PropertyKind Kind, Func<State, bool> Condition)> Given { get; init; } = [];

    public Func<string, PropertyView<string>?> Declared { get; init; } = _ => null;

    /// <summary>Whether what is sent is recorded, though it is declared that it is not.</summary>
    public bool RecordsInSecret { get; init; }

    public Func<State, bool> Boundary { get; init; } = _ => true;

    /// <summary>Whether steps are counted by what they do, instead of by the type of the action.</summary>
    public bool NamesSteps { get; init; }

    public override IEnumerable<Property<State, Action>> Properties => Given.Select(each => each.Kind switch
    {
        PropertyKind.Always => Always(each.Name, each.Condition),
        PropertyKind.Sometimes => Sometimes(each.Name, each.Condition),
        PropertyKind.AlwaysStep => AlwaysStep(each.Name, (s, _, _) => each.Condition(s)),
        PropertyKind.Temporal => Eventually(each.Name, each.Condition),
        _ => Always(each.Name, _ => true, each.Condition), // An implication, which has no kind of its own.
    });

    protected override ImmutableArray<Actor<int, string, string>> Actors => [.. limits.Select(limit => new Ticker(limit))];

    protected override NetworkKind Network => NetworkKind.Unordered;

    protected override int InitialHistory => 0;

    public override bool IsWithinBoundary(State state) => Boundary(state);

    public override string? NameOf(Action action) => NamesSteps ? action.ToString() : null;

    protected override PropertyView<string>? ViewOf(string propertyName) => Declared(propertyName);

    protected override int RecordSending(int history, Envelope<string> envelope) => history + (RecordsInSecret ? 1 : 0);

    protected override bool RecordsSending(Envelope<string> envelope) => false;

    private sealed class Ticker(int limit) : Actor<int, string, string>
    {
        public override int OnStart(Outbox<string, string> outbox)
        {
            outbox.SetTimer("tick");
            return 0;
        }

        public override int OnTimeout(int state, string timer, Outbox<string, string> outbox)
        {
            int next = limit == Forever ? (state + 1) % 2 : state + 1;
            if (next == limit)
            {
                outbox.Send(outbox.Self, "done");
            }
            else
            {
                outbox.SetTimer("tick");
            }

            return next;
        }
    }
}
