namespace Tenon.Checking.Actors;

/// <summary>A step of a system of actors.</summary>
/// <typeparam name="TMessage">The type of messages.</typeparam>
/// <typeparam name="TTimer">The type of timers.</typeparam>
public abstract record ActorAction<TMessage, TTimer>
    where TMessage : notnull
    where TTimer : notnull
{
    private ActorAction()
    {
    }

    /// <summary>An actor is given a message.</summary>
    /// <param name="Envelope">The message, from whom and for whom.</param>
    public sealed record Deliver(Envelope<TMessage> Envelope) : ActorAction<TMessage, TTimer>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Envelope.Source} -> {Envelope.Destination}: {Envelope.Message}";
    }

    /// <summary>The network loses a message.</summary>
    /// <param name="Envelope">The message, from whom and for whom.</param>
    public sealed record Drop(Envelope<TMessage> Envelope) : ActorAction<TMessage, TTimer>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Envelope.Source} -> lost: {Envelope.Message} for {Envelope.Destination}";
    }

    /// <summary>A timer of an actor goes off.</summary>
    /// <param name="Actor">The actor.</param>
    /// <param name="Timer">The timer.</param>
    public sealed record Timeout(int Actor, TTimer Timer) : ActorAction<TMessage, TTimer>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Actor} timeout: {Timer}";
    }

    /// <summary>An actor crashes.</summary>
    /// <param name="Actor">The actor.</param>
    public sealed record Crash(int Actor) : ActorAction<TMessage, TTimer>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Actor} crashes";
    }

    /// <summary>An actor that crashed starts again.</summary>
    /// <param name="Actor">The actor.</param>
    public sealed record Recover(int Actor) : ActorAction<TMessage, TTimer>
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Actor} recovers";
    }
}
