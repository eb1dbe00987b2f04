using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Actors;

/// <summary>
/// A system of actors that send messages over a network, set timers, and may crash. A <see cref="Model{TState, TAction}"/> like any other:
/// override <see cref="Actors"/> and the properties.
/// </summary>
/// <remarks>
/// A step gives one actor one message, or lets one timer go off. A message that its receiver ignores makes no step and stays in flight, unless
/// the network is ordered (it would block those behind it) or <see cref="ConsumesIgnoredMessages"/> says otherwise.
/// States hold nothing that does not matter: what is in flight in a duplicating network is a set, a timer is set or not, and which message was
/// delivered last is not remembered.
/// </remarks>
/// <typeparam name="TState">The type of the actors' states; for actors of several kinds an abstract record with nested records.</typeparam>
/// <typeparam name="TMessage">The type of messages.</typeparam>
/// <typeparam name="TTimer">The type of timers; <see cref="None"/> if there are none.</typeparam>
/// <typeparam name="THistory">The type of what is recorded of messages for properties to look at; <see cref="None"/> if nothing is.</typeparam>
public abstract partial class ActorModel<TState, TMessage, TTimer, THistory>
    : Model<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>>
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    /// <summary>A message's word has 8 bits for its source and its destination each.</summary>
    private const int MaximumActors = 256;

    private readonly Lazy<ActorTables<TState, TMessage, TTimer, THistory>> _lazyTables;
    private readonly Lazy<ImmutableArray<Actor<TState, TMessage, TTimer>>> _lazyActors;
    private readonly Lazy<StateCodec<TState>> _stateCodec = new(Derived<TState>);
    private readonly Lazy<StateCodec<TMessage>> _messageCodec = new(Derived<TMessage>);
    private readonly Lazy<StateCodec<TTimer>> _timerCodec = new(Derived<TTimer>);
    private readonly Lazy<StateCodec<THistory>> _historyCodec = new(Derived<THistory>);
    private int _outcomeCount;

    /// <summary>A system that is still to be described by overriding members.</summary>
    protected ActorModel()
    {
        _lazyActors = new(() => Actors);
        _lazyTables = new(() => new(_lazyActors.Value.Length));
    }

    /// <inheritdoc/>
    public sealed override StateCodec<ActorSystemState<TState, TMessage, TTimer, THistory>> Codec =>
        new ActorStateCodec<TState, TMessage, TTimer, THistory>(Tables, MaximumCrashed > 0);

    /// <inheritdoc/>
    public sealed override IEnumerable<ActorSystemState<TState, TMessage, TTimer, THistory>> InitialStates => [Start()];

    /// <summary>The actors, 1 to 256. They are known by their places, from 0. Evaluated once.</summary>
    protected abstract ImmutableArray<Actor<TState, TMessage, TTimer>> Actors { get; }

    /// <summary>What the network does with messages.</summary>
    protected abstract NetworkKind Network { get; }

    /// <summary>
    /// Whether the network may lose messages; by default not. Each message that could be delivered next may be lost instead; a duplicating
    /// network loses it for good.
    /// </summary>
    protected virtual bool IsLossy => false;

    /// <summary>Whether unordered networks, too, give away a message that its receiver ignores. In duplicating networks it stays all the same.</summary>
    protected virtual bool ConsumesIgnoredMessages => false;

    /// <summary>How many actors may be crashed at the same time; by default none. Messages for one that is crashed wait for its recovery.</summary>
    protected virtual int MaximumCrashed => 0;

    /// <summary>The history before the actors start.</summary>
    /// <exception cref="NotSupportedException">Histories are not <see cref="None"/>, and this is not overridden.</exception>
    protected virtual THistory InitialHistory => typeof(THistory) == typeof(None)
        ? (THistory)(object)default(None)
        : throw new NotSupportedException($"{Name} must override InitialHistory.");

    /// <inheritdoc/>
    public override string? NameOf(ActorAction<TMessage, TTimer> action) => action switch
    {
        ActorAction<TMessage, TTimer>.Deliver deliver => KindName.Deliver(deliver.Envelope.Message.GetType()),
        ActorAction<TMessage, TTimer>.Drop drop => KindName.Drop(drop.Envelope.Message.GetType()),
        _ => null,
    };

    /// <summary>The history after a message was delivered that was not ignored; by default the same.</summary>
    /// <param name="history">The history.</param>
    /// <param name="envelope">The message.</param>
    protected virtual THistory RecordDelivery(THistory history, Envelope<TMessage> envelope) => history;

    /// <summary>The history after a message was sent; by default the same.</summary>
    /// <param name="history">The history.</param>
    /// <param name="envelope">The message.</param>
    protected virtual THistory RecordSending(THistory history, Envelope<TMessage> envelope) => history;

    /// <summary>
    /// Writes a state of an actor so that equal ones, and no others, give the same bits. By default by a codec derived from the type's shape;
    /// natively compiled programs need <see cref="DeriveCodecAttribute"/> for that. Called once for each state that an actor takes.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="writer">Takes the bits.</param>
    protected virtual void WriteState(TState state, StateWriter writer) => _stateCodec.Value.Write(state, writer);

    /// <summary>The same for messages.</summary>
    /// <param name="message">The message.</param>
    /// <param name="writer">Takes the bits.</param>
    protected virtual void WriteMessage(TMessage message, StateWriter writer) => _messageCodec.Value.Write(message, writer);

    /// <summary>The same for timers.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="writer">Takes the bits.</param>
    protected virtual void WriteTimer(TTimer timer, StateWriter writer) => _timerCodec.Value.Write(timer, writer);

    /// <summary>The same for histories; <see cref="None"/> needs no bits.</summary>
    /// <param name="history">The history.</param>
    /// <param name="writer">Takes the bits.</param>
    protected virtual void WriteHistory(THistory history, StateWriter writer)
    {
        if (history is not None)
        {
            _historyCodec.Value.Write(history, writer);
        }
    }

    internal sealed override long KeptBytes => Tables.SizeBytes;

    /// <inheritdoc/>
    /// <remarks>A word stands for a part that is in the tables, and cannot be turned back into it without them.</remarks>
    internal sealed override bool HasLocalWords => true;

    private ActorTables<TState, TMessage, TTimer, THistory> Tables => _lazyTables.Value;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A part that was trimmed away is noticed and refused; it is not passed over.")]
    private static StateCodec<T> Derived<T>() => RuntimeFeature.IsDynamicCodeSupported
        ? StateCodec.Derive<T>()
        : throw new NotSupportedException($"In a natively compiled program the model must have the attribute DeriveCodec, or write values of {typeof(T)} itself.");
}
