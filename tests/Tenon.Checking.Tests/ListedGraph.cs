using System.Collections.Immutable;

namespace Tenon.Checking.Tests;

/// <summary>A graph given as lists; nodes are words.</summary>
internal sealed class ListedGraph(IEnumerable<int> initial, IEnumerable<(int From, int Action, int To)> edges) : PackedModel
{
    private readonly ILookup<int, (int From, int Action, int To)> _edges = edges.ToLookup(edge => edge.From);

    public override ImmutableArray<string> ActionNames { get; } = ["a", "b", "c", "d"];

    public override void AddInitialStates(SuccessorSink sink)
    {
        foreach (int node in initial)
        {
            sink.Add(0, (ulong)node);
        }
    }

    public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
    {
        foreach ((int _, int action, int to) in _edges[(int)state[0]])
        {
            sink.Add(action, (ulong)to);
        }
    }
}
