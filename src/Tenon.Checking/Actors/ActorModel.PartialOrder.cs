using System.Diagnostics.CodeAnalysis;
using Tenon.Checking.Encoding;
using Tenon.Checking.PartialOrder;

namespace Tenon.Checking.Actors;

// What partial-order reduction asks of a system: what its properties look at, and what would come of a step in a state of an actor alone.
public abstract partial class ActorModel<TState, TMessage, TTimer, THistory>
{
    /// <summary>
    /// What a property looks at, for <see cref="CheckOptions.PartialOrder"/>; null, the default, if that is not known: it is refused then.
    /// Freedom from deadlock needs none.
    /// </summary>
    /// <param name="propertyName">The property's name.</param>
    protected virtual PropertyView<TMessage>? ViewOf(string propertyName) => null;

    /// <summary>Whether <see cref="RecordDelivery"/> may do anything about a message; by default, and to be safe, yes.</summary>
    /// <param name="envelope">The message.</param>
    protected virtual bool RecordsDelivery(Envelope<TMessage> envelope) => true;

    /// <summary>Whether <see cref="RecordSending"/> may do anything about a message; by default, and to be safe, yes.</summary>
    /// <param name="envelope">The message.</param>
    protected virtual bool RecordsSending(Envelope<TMessage> envelope) => true;

    /// <inheritdoc/>
    internal sealed override IStepReducer<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> NewStepReducer() =>
        new PersistentSets<TState, TMessage, TTimer, THistory>(this);

    internal int ActorCount => Tables.ActorCount;

    internal int MessagesAt => Tables.MessagesAt;

    internal int HistoryAt => Tables.HistoryAt;

    internal NetworkKind NetworkKind => Network;

    internal int CrashLimit => MaximumCrashed;

    internal PropertyView<TMessage>? View(string propertyName) => ViewOf(propertyName);

    internal ActorNode<TState, TTimer> Node(ulong word) => Tables.Nodes[word];

    internal Envelope<TMessage> EnvelopeOf(ulong word) => Tables.Messages[word].Envelope;

    internal ActorLabel LabelOf(ActorAction<TMessage, TTimer> action) => action switch
    {
        ActorAction<TMessage, TTimer>.Deliver deliver => new(ActorLabelKind.Deliver, deliver.Envelope.Destination, MessageWord(deliver.Envelope)),
        ActorAction<TMessage, TTimer>.Drop drop => new(ActorLabelKind.Drop, drop.Envelope.Destination, MessageWord(drop.Envelope)),
        ActorAction<TMessage, TTimer>.Timeout timeout => new(ActorLabelKind.Timeout, timeout.Actor, TimerWord(timeout.Timer)),
        ActorAction<TMessage, TTimer>.Crash crash => new(ActorLabelKind.Crash, crash.Actor, 0),
        ActorAction<TMessage, TTimer>.Recover recover => new(ActorLabelKind.Recover, recover.Actor, 0),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What comes of a step, other than a loss, in a state of its actor, as far as that state alone says that it can be taken.</summary>
    internal bool TryOutcome(ulong node, ActorLabel label, [NotNullWhen(true)] out Outcome<TMessage>? outcome)
    {
        ActorNode<TState, TTimer> at = Tables.Nodes[node];
        outcome = null;
        switch (label.Kind)
        {
            case ActorLabelKind.Deliver when !at.IsCrashed:
                outcome = Deliver(node, Tables.Messages[label.Word]);
                return !outcome.IsIgnored || DeliversIgnored;
            case ActorLabelKind.Timeout:
                foreach (Interned<TTimer> timer in at.Timers)
                {
                    if (timer.Word == label.Word)
                    {
                        outcome = Timeout(node, timer);
                        return !outcome.IsIgnored;
                    }
                }

                return false;
            case ActorLabelKind.Crash when !at.IsCrashed:
            case ActorLabelKind.Recover when at.IsCrashed:
                outcome = CrashOrRecover(node);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a step with this outcome may change the history.</summary>
    internal bool MayRecord(Outcome<TMessage> outcome) => typeof(THistory) != typeof(None)
        && ((outcome.Received is Envelope<TMessage> received && RecordsDelivery(received))
            || outcome.Sent.Any(sent => RecordsSending(Tables.Messages[sent].Envelope)));

    private ulong TimerWord(TTimer timer)
    {
        StateWriter writer = new();
        WriteTimer(timer, writer);
        return Tables.Timers.Add(0, writer, 0, _ => timer).Word;
    }
}
