namespace Tenon.Checking.Actors;

/// <summary>An actor: what it does when it starts, is given a message, or a timer goes off.</summary>
/// <remarks>
/// Handlers are functions: they return the next state, tell the outbox what else to do, and depend on nothing but their arguments. They are
/// called once for each state and message that meet, and by several threads at once. A handler that returns an equal state and does nothing
/// else has ignored what it was given.
/// </remarks>
/// <typeparam name="TState">The type of states, shared by all actors of a system: an immutable value.</typeparam>
/// <typeparam name="TMessage">The type of messages: an immutable value.</typeparam>
/// <typeparam name="TTimer">The type of timers: an immutable value.</typeparam>
public abstract class Actor<TState, TMessage, TTimer>
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
{
    /// <summary>The state in which the actor starts.</summary>
    /// <param name="outbox">Takes messages and timers.</param>
    public abstract TState OnStart(Outbox<TMessage, TTimer> outbox);

    /// <summary>The state after a message; by default the same.</summary>
    /// <param name="state">The state.</param>
    /// <param name="source">Who sent the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="outbox">Takes messages and timers.</param>
    public virtual TState OnMessage(TState state, int source, TMessage message, Outbox<TMessage, TTimer> outbox) => state;

    /// <summary>The state after a timer went off, which is no longer set then; by default the same.</summary>
    /// <param name="state">The state.</param>
    /// <param name="timer">The timer.</param>
    /// <param name="outbox">Takes messages and timers.</param>
    public virtual TState OnTimeout(TState state, TTimer timer, Outbox<TMessage, TTimer> outbox) => state;

    /// <summary>
    /// What a crash leaves of a state: what the actor had stored. By default nothing, which is written as the state in which it starts.
    /// Timers are lost.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="outbox">Of this actor; what it is told is not done.</param>
    public virtual TState OnCrash(TState state, Outbox<TMessage, TTimer> outbox) => OnStart(outbox);

    /// <summary>The state in which the actor starts after a crash; by default as at first.</summary>
    /// <param name="stored">What the crash left.</param>
    /// <param name="outbox">Takes messages and timers.</param>
    public virtual TState OnRecover(TState stored, Outbox<TMessage, TTimer> outbox) => OnStart(outbox);
}
