namespace Tenon.Checking.Actors;

/// <summary>What a handler of an actor does beside changing its state. Valid during one call.</summary>
/// <typeparam name="TMessage">The type of messages.</typeparam>
/// <typeparam name="TTimer">The type of timers.</typeparam>
public sealed class Outbox<TMessage, TTimer>
    where TMessage : notnull
    where TTimer : notnull
{
    internal Outbox(int self, int actorCount) => (Self, ActorCount) = (self, actorCount);

    /// <summary>The actor whose handler runs: its place in the system, from 0.</summary>
    public int Self { get; }

    /// <summary>How many actors the system has.</summary>
    public int ActorCount { get; }

    internal List<Envelope<TMessage>> Sent { get; } = [];

    internal List<(TTimer Timer, bool IsSet)> Timers { get; } = [];

    /// <summary>Sends a message.</summary>
    /// <param name="destination">The actor it is for; may be this one.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such actor.</exception>
    public void Send(int destination, TMessage message)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(destination);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(destination, ActorCount);
        ArgumentNullException.ThrowIfNull(message);
        Sent.Add(new Envelope<TMessage>(Self, destination, message));
    }

    /// <summary>Sends a message to the first actors of the system, but not to this one.</summary>
    /// <param name="count">How many actors, from actor 0.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many actors.</exception>
    public void SendToOthers(int count, TMessage message)
    {
        for (int i = 0; i < count; i++)
        {
            if (i != Self)
            {
                Send(i, message);
            }
        }
    }

    /// <summary>Sets a timer, which may go off at any time from then on. One that is set already is not changed.</summary>
    /// <param name="timer">The timer.</param>
    public void SetTimer(TTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Add((timer, true));
    }

    /// <summary>Cancels a timer; one that is not set is not changed.</summary>
    /// <param name="timer">The timer.</param>
    public void CancelTimer(TTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Add((timer, false));
    }
}
