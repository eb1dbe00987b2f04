using System.Collections.Immutable;

namespace Tenon.Checking.Actors;

/// <summary>A state of a system of actors. Immutable.</summary>
/// <remarks>
/// Its words: how many there are, one for each actor (its state, its timers, whether it has crashed), one for the history, and one for each
/// message in flight, in an order that depends only on which messages they are; in ordered networks, grouped by sender and receiver.
/// </remarks>
/// <typeparam name="TState">The type of the actors' states.</typeparam>
/// <typeparam name="TMessage">The type of messages.</typeparam>
/// <typeparam name="TTimer">The type of timers.</typeparam>
/// <typeparam name="THistory">The type of histories.</typeparam>
public sealed class ActorSystemState<TState, TMessage, TTimer, THistory> : IEquatable<ActorSystemState<TState, TMessage, TTimer, THistory>>
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    private readonly ActorTables<TState, TMessage, TTimer, THistory> _tables;

    internal ActorSystemState(ActorTables<TState, TMessage, TTimer, THistory> tables, ulong[] words) => (_tables, Words) = (tables, words);

    /// <summary>How many actors there are.</summary>
    public int ActorCount => _tables.ActorCount;

    /// <summary>What was recorded so far.</summary>
    public THistory History => _tables.Histories[Words[_tables.HistoryAt]];

    /// <summary>How many messages are in flight.</summary>
    public int MessageCount => Words.Length - _tables.MessagesAt;

    /// <summary>The messages in flight, repeated as often as they will be delivered; of one sender and receiver, in order if the network is ordered.</summary>
    public IEnumerable<Envelope<TMessage>> Messages
    {
        get
        {
            for (int i = _tables.MessagesAt; i < Words.Length; i++)
            {
                yield return _tables.Messages[Words[i]].Envelope;
            }
        }
    }

    internal ulong[] Words { get; }

    /// <summary>The state of an actor; of one that has crashed, what it stored.</summary>
    /// <param name="index">The actor, from 0.</param>
    public TState Actor(int index) => Node(index).State;

    /// <summary>The timers of an actor that are set.</summary>
    /// <param name="index">The actor, from 0.</param>
    public ImmutableArray<TTimer> Timers(int index) => [.. Node(index).Timers.Select(timer => timer.Value)];

    /// <summary>Whether an actor has crashed and not recovered.</summary>
    /// <param name="index">The actor, from 0.</param>
    public bool IsCrashed(int index) => Node(index).IsCrashed;

    /// <inheritdoc/>
    public bool Equals(ActorSystemState<TState, TMessage, TTimer, THistory>? other) => other is not null && Words.AsSpan().SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorSystemState<TState, TMessage, TTimer, THistory>);

    /// <inheritdoc/>
    public override int GetHashCode() => Hashing.Fingerprint.Of(Words).GetHashCode();

    internal ActorNode<TState, TTimer> Node(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ActorCount);
        return _tables.Nodes[Words[ActorWords.NodesAt + index]];
    }
}
