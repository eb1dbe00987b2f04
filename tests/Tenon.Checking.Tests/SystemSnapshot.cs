using Tenon.Checking.Actors;

namespace Tenon.Checking.Tests;

/// <summary>What properties of a <see cref="RandomActors"/> look at, in the checker and in <see cref="NaiveActors"/>.</summary>
internal sealed record SystemSnapshot(
    IReadOnlyList<int> States, IReadOnlyList<bool> Crashed, int History, IReadOnlyList<(int Source, int Destination, int Message)> Network)
{
    public static SystemSnapshot Of(ActorSystemState<int, int, int, int> state)
    {
        int[] actors = [.. Enumerable.Range(0, state.ActorCount)];
        return new([.. actors.Select(state.Actor)], [.. actors.Select(state.IsCrashed)], state.History, [.. state.Messages.Select(each => (each.Source, each.Destination, each.Message))]);
    }

    public static string TextOf(ActorSystemState<int, int, int, int> state, NetworkKind network)
    {
        SystemSnapshot snapshot = Of(state);
        return Text(snapshot.States, snapshot.Crashed, Enumerable.Range(0, state.ActorCount).Select(i => state.Timers(i).Order()), snapshot.History, snapshot.Network, network);
    }

    public static string Text(
        IEnumerable<int> states, IEnumerable<bool> crashed, IEnumerable<IEnumerable<int>> timers, int history, IEnumerable<(int Source, int Destination, int Message)> messages, NetworkKind network)
    {
        // Sorting by channel keeps the order within a channel: the sort is stable.
        IEnumerable<(int, int, int)> sorted = network == NetworkKind.Ordered ? messages.OrderBy(each => (each.Source, each.Destination)) : messages.Order();
        return $"{string.Join(' ', states)}|{string.Join(' ', crashed)}|{string.Join(' ', timers.Select(each => string.Join(',', each)))}|{history}|{string.Join(' ', sorted)}";
    }
}
