using System.Collections.Immutable;

namespace Tenon.Checking.Actors;

/// <summary>What a property of a system of actors looks at, for <see cref="CheckOptions.PartialOrder"/>. Immutable.</summary>
/// <remarks>
/// The less a property sees, the more steps can be left out. A step that is seen to contradict the declaration is refused by the search;
/// what the steps that were searched cannot show, <see cref="PartialOrder.PartialOrderCheck"/> finds on small instances.
/// </remarks>
/// <typeparam name="TMessage">The type of messages.</typeparam>
public sealed record PropertyView<TMessage>
    where TMessage : notnull
{
    /// <summary>The actors whose states, timers or crashes it looks at, by their places; none by default.</summary>
    public ImmutableArray<int> Actors { get; init; } = [];

    /// <summary>Whether it looks at the history; by default not.</summary>
    public bool History { get; init; }

    /// <summary>Which messages it looks for among those in flight; null, the default, for none.</summary>
    public Func<Envelope<TMessage>, bool>? Messages { get; init; }

    /// <summary>
    /// Whether what the property waits for, once it has come, stays in every later state: for an invariant its violation, for something that
    /// must be possible that it is so. Of such a property nothing else need be declared: it does not matter what it looks at. Not for
    /// implications.
    /// </summary>
    public bool IsStable { get; init; }
}
