using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Generators.Tests;

internal sealed record Heard(int Count, ImmutableArray<string> Words);

/// <summary>Says what it was told, a few times.</summary>
internal sealed class Echo(int peer) : Actor<Heard, (string Word, int Left), Flag>
{
    public override Heard OnStart(Outbox<(string Word, int Left), Flag> outbox)
    {
        outbox.Send(peer, ("hello", 3));
        return new(0, []);
    }

    public override Heard OnMessage(Heard state, int source, (string Word, int Left) message, Outbox<(string Word, int Left), Flag> outbox)
    {
        if (message.Left > 0)
        {
            outbox.Send(source, (message.Word + peer, message.Left - 1));
        }

        return new(state.Count + 1, state.Words.Add(message.Word));
    }
}

internal abstract class EchoBase : ActorModel<Heard, (string Word, int Left), Flag, ImmutableList<Scalars?>>
{
    public override IEnumerable<Property<ActorSystemState<Heard, (string Word, int Left), Flag, ImmutableList<Scalars?>>, ActorAction<(string Word, int Left), Flag>>> Properties =>
        [Sometimes("both heard all", s => s.Actor(0).Count == 4 && s.Actor(1).Count == 4)];

    protected override ImmutableArray<Actor<Heard, (string Word, int Left), Flag>> Actors => [new Echo(1), new Echo(0)];

    protected override NetworkKind Network => NetworkKind.Unordered;

    protected override ImmutableList<Scalars?> InitialHistory => [];
}

internal sealed class PlainEcho : EchoBase;

[DeriveCodec]
internal sealed partial class DerivedEcho : EchoBase;

/// <summary>Writes its messages itself, as the derived codec would.</summary>
[DeriveCodec]
internal sealed partial class HalfDerivedEcho : EchoBase
{
    public int MessagesWritten { get; private set; }

    protected override void WriteMessage((string Word, int Left) message, StateWriter writer)
    {
        MessagesWritten++;
        writer.WriteString(message.Word);
        writer.WriteSigned(message.Left);
    }
}
