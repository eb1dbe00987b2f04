namespace Tenon.Checking.Liveness;

/// <summary>Looks for a strongly connected part of a product in which a run can stay for ever, accepted and fair.</summary>
/// <remarks>
/// A run that visits exactly a strongly connected part again and again, with all its nodes and edges, is accepted if each acceptance set has an
/// edge there; weakly fair if each weak assumption has an edge there that satisfies it or a node where it is not enabled; strongly fair if
/// each strong assumption that is enabled at a node there has an edge there that satisfies it. When only the last fails, no run that visits such
/// a node again and again is fair; without these nodes the rest is searched again. Each round removes a node, so this ends, and no
/// combination of assumptions is ever enumerated.
/// </remarks>
internal sealed class FairComponentSearch(Product product, StateGraph graph, ulong acceptanceSets, ulong weak, ulong strong)
{
    private readonly int[] _owner = new int[product.NodeCount];
    private int _partCount;

    /// <summary>Bytes that the search takes at most: for each node its owner, its index, its low link, its mark, and its place on the stack and in two parts.</summary>
    public long SizeBytes => 25L * product.NodeCount;

    /// <summary>The part whose nearest node is found first in a breadth-first search, its nodes in ascending order; null if there is none.</summary>
    public FairComponent? Find(Action poll)
    {
        FairComponent? best = null;
        StrongComponents components = new(product);
        Queue<(IReadOnlyList<int> Nodes, int Part)> parts = new([([.. Enumerable.Range(0, product.NodeCount)], 0)]);
        while (parts.TryDequeue(out (IReadOnlyList<int> Nodes, int Part) part))
        {
            poll();
            foreach (int[] nodes in components.Of(part.Nodes, _owner, part.Part))
            {
                Array.Sort(nodes);
                int number = Claim(nodes);
                (ulong sets, ulong taken, ulong enabledSomewhere, ulong disabledSomewhere, bool hasEdge) = Survey(nodes, number);
                if (!hasEdge || (sets & acceptanceSets) != acceptanceSets || (weak & ~taken & ~disabledSomewhere) != 0)
                {
                    continue;
                }

                ulong starved = strong & enabledSomewhere & ~taken;
                if (starved == 0)
                {
                    if (best is null || nodes[0] < best.Nodes[0])
                    {
                        best = new FairComponent(nodes, number, enabledSomewhere);
                    }

                    continue;
                }

                int[] rest = [.. nodes.Where(node => (graph.Enabled(product.StateOf(node)) & starved) == 0)];
                if (rest.Length > 0)
                {
                    parts.Enqueue((rest, Claim(rest)));
                }
            }
        }

        return best;
    }

    public bool IsWithin(FairComponent component, int node) => _owner[node] == component.Number;

    private int Claim(int[] nodes)
    {
        _partCount++;
        foreach (int node in nodes)
        {
            _owner[node] = _partCount;
        }

        return _partCount;
    }

    private (ulong Sets, ulong Taken, ulong EnabledSomewhere, ulong DisabledSomewhere, bool HasEdge) Survey(int[] nodes, int number)
    {
        (ulong sets, ulong taken, ulong enabled, ulong disabled, bool hasEdge) = (0, 0, 0, 0, false);
        foreach (int node in nodes)
        {
            ulong here = graph.Enabled(product.StateOf(node));
            enabled |= here;
            disabled |= ~here;
            (long start, long end) = product.EdgesOf(node);
            for (long i = start; i < end; i++)
            {
                ProductEdge edge = product[i];
                if (_owner[edge.Target] == number)
                {
                    hasEdge = true;
                    sets |= edge.Sets;
                    taken |= edge.Taken;
                }
            }
        }

        return (sets, taken, enabled, disabled, hasEdge);
    }
}

/// <summary>A strongly connected part of a product.</summary>
/// <param name="Nodes">Its nodes in ascending order.</param>
/// <param name="Number">By which the search knows them.</param>
/// <param name="EnabledSomewhere">Bits of the fairness assumptions that are enabled at one of them.</param>
internal sealed record FairComponent(int[] Nodes, int Number, ulong EnabledSomewhere);
