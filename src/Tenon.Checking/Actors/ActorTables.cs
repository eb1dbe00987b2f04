using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Actors;

/// <summary>An actor in a state of the system: all there is to it.</summary>
internal sealed record ActorNode<TState, TTimer>(int Actor, TState State, ImmutableArray<Interned<TTimer>> Timers, bool IsCrashed)
{
    public const int ObjectBytes = 40;
}

/// <summary>A message in flight, with the actions that concern it.</summary>
internal sealed record Flight<TMessage, TTimer>(
    ulong Word, Envelope<TMessage> Envelope, ActorAction<TMessage, TTimer> Deliver, ActorAction<TMessage, TTimer> Drop)
    where TMessage : notnull
    where TTimer : notnull
{
    /// <summary>With the envelope and the actions.</summary>
    public const int ObjectBytes = 48 + 32 + 24 + 24;
}

/// <summary>What became of an actor that was given a message, or whose timer went off. The same for the same actor, state and message.</summary>
/// <param name="Number">Tells outcomes apart; means nothing else.</param>
/// <param name="Next">The word of the actor's next node.</param>
/// <param name="Received">The message, or null.</param>
/// <param name="Sent">The words of messages sent, in order.</param>
/// <param name="IsIgnored">Whether nothing came of it.</param>
internal sealed record Outcome<TMessage>(int Number, ulong Next, Envelope<TMessage>? Received, ulong[] Sent, bool IsIgnored)
    where TMessage : notnull
{
    /// <summary>Bytes of this object and, if there are any, of the words; the message is counted where it is kept.</summary>
    public long SizeBytes => 48 + (Sent.Length == 0 ? 0 : 24 + (Sent.Length * sizeof(ulong)));
}

/// <summary>All parts of states that were met, and what comes of them. Shared by all threads that check a model.</summary>
internal sealed class ActorTables<TState, TMessage, TTimer, THistory>(int actorCount)
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    public int ActorCount => actorCount;

    public int HistoryAt => ActorWords.NodesAt + actorCount;

    public int MessagesAt => HistoryAt + 1;

    public InternTable<ActorNode<TState, TTimer>> Nodes { get; } = new();

    public InternTable<Flight<TMessage, TTimer>> Messages { get; } = new(ActorWords.ChannelBits);

    public InternTable<TTimer> Timers { get; } = new();

    public InternTable<THistory> Histories { get; } = new();

    /// <summary>By the words of a node and of a message for it.</summary>
    public SharedTable<Outcome<TMessage>> Deliveries { get; } = new();

    /// <summary>By the words of a node and of a timer set there.</summary>
    public SharedTable<Outcome<TMessage>> Timeouts { get; } = new();

    /// <summary>By the word of a node that crashes or recovers.</summary>
    public SharedTable<Outcome<TMessage>> Failures { get; } = new();

    /// <summary>By the word of a history and the number of an outcome: the history after it.</summary>
    public SharedTable<Interned<THistory>> Records { get; } = new();

    /// <summary>Bytes of everything here. What the model itself made is counted as what making it allocated.</summary>
    public long SizeBytes =>
        Nodes.SizeBytes + Messages.SizeBytes + Timers.SizeBytes + Histories.SizeBytes +
        Deliveries.SizeBytes + Timeouts.SizeBytes + Failures.SizeBytes + Records.SizeBytes;
}

/// <summary>States of systems of actors are their words.</summary>
internal sealed class ActorStateCodec<TState, TMessage, TTimer, THistory>(ActorTables<TState, TMessage, TTimer, THistory> tables, bool mayCrash)
    : StateCodec<ActorSystemState<TState, TMessage, TTimer, THistory>>
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    public override void Write(ActorSystemState<TState, TMessage, TTimer, THistory> value, StateWriter writer)
    {
        foreach (ulong word in value.Words)
        {
            writer.WriteBits(word, 64);
        }
    }

    public override ActorSystemState<TState, TMessage, TTimer, THistory> Read(StateReader reader)
    {
        ulong[] words = new ulong[reader.ReadBits(64)];
        words[0] = (ulong)words.Length;
        for (int i = 1; i < words.Length; i++)
        {
            words[i] = reader.ReadBits(64);
        }

        return new(tables, words);
    }

    public override string Format(ActorSystemState<TState, TMessage, TTimer, THistory> value) =>
        string.Join(", ", Describe(value).Select(field => $"{field.Name} = {field.Value}"));

    public override ImmutableArray<StateField> Describe(ActorSystemState<TState, TMessage, TTimer, THistory> value)
    {
        List<StateField> fields = [];
        for (int i = 0; i < value.ActorCount; i++)
        {
            ActorNode<TState, TTimer> node = value.Node(i);
            fields.Add(new StateField($"actor {i}", $"{node.State}"));
            if (typeof(TTimer) != typeof(None))
            {
                fields.Add(new StateField($"actor {i} timers", $"[{string.Join(", ", node.Timers.Select(timer => timer.Value))}]"));
            }

            if (mayCrash)
            {
                fields.Add(new StateField($"actor {i} crashed", $"{node.IsCrashed}"));
            }
        }

        fields.Add(new StateField("messages", "[" + string.Join(", ", value.Messages.Select(m => $"{m.Source} -> {m.Destination}: {m.Message}")) + "]"));
        if (value.History is not None)
        {
            fields.Add(new StateField("history", value.History.ToString() ?? ""));
        }

        return [.. fields];
    }
}
