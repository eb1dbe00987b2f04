namespace Tenon.Checking.Actors;

/// <summary>A message on its way.</summary>
/// <param name="Source">The actor that sent it.</param>
/// <param name="Destination">The actor it is for.</param>
/// <param name="Message">The message.</param>
/// <typeparam name="TMessage">The type of messages.</typeparam>
public sealed record Envelope<TMessage>(int Source, int Destination, TMessage Message)
    where TMessage : notnull;
