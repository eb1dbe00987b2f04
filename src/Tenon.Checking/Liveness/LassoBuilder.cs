using System.Numerics;

namespace Tenon.Checking.Liveness;

/// <summary>Makes a lasso of a fair component: a shortest way to it, then a loop that does all that acceptance and fairness demand.</summary>
internal sealed class LassoBuilder(
    Product product, StateGraph graph, FairComponentSearch search, FairComponent component, ulong acceptanceSets, ulong weak, ulong strong)
{
    private readonly Dictionary<int, (int From, ProductEdge Edge)> _reachedBy = [];
    private readonly Queue<int> _queue = new();

    /// <summary>The choices of the way, the initial state first, and those of the loop; -1 means stuttering.</summary>
    public (List<int> Stem, List<int> Loop) Build()
    {
        int entry = component.Nodes[0];
        List<int> loop = [];
        int at = entry;
        ulong sets = acceptanceSets;
        ulong taken = (weak | strong) & component.EnabledSomewhere;
        ulong visited = 0;

        // Weak assumptions are met by a step or at a node where they are not enabled, strong ones only by a step.
        while (true)
        {
            visited |= ~graph.Enabled(product.StateOf(at)) & weak & ~strong;
            taken &= ~visited;
            ulong wantedSets = sets == 0 ? 0 : 1UL << BitOperations.TrailingZeroCount(sets);
            ulong wantedStep = wantedSets == 0 && taken != 0 ? 1UL << BitOperations.TrailingZeroCount(taken) : 0;
            if (wantedSets == 0 && wantedStep == 0)
            {
                break;
            }

            at = Go(at, loop, edge => (edge.Sets & wantedSets) != 0 || (edge.Taken & wantedStep) != 0
                || (wantedStep != 0 && (wantedStep & weak & ~strong) != 0 && (graph.Enabled(product.StateOf(edge.Target)) & wantedStep) == 0),
                edge =>
                {
                    sets &= ~edge.Sets;
                    taken &= ~edge.Taken;
                });
        }

        if (loop.Count == 0 || at != entry)
        {
            Go(at, loop, edge => edge.Target == entry, _ => { });
        }

        return (StemTo(entry), loop);
    }

    // Follows a shortest way within the component that ends with a wanted edge, noting what it passes.
    private int Go(int from, List<int> loop, Func<ProductEdge, bool> isWanted, Action<ProductEdge> pass)
    {
        _reachedBy.Clear();
        _queue.Clear();
        _queue.Enqueue(from);
        while (_queue.TryDequeue(out int node))
        {
            (long start, long end) = product.EdgesOf(node);
            for (long i = start; i < end; i++)
            {
                ProductEdge edge = product[i];
                if (!search.IsWithin(component, edge.Target))
                {
                    continue;
                }

                if (isWanted(edge))
                {
                    List<ProductEdge> way = [edge];
                    for (int back = node; back != from; back = _reachedBy[back].From)
                    {
                        way.Add(_reachedBy[back].Edge);
                    }

                    way.Reverse();
                    foreach (ProductEdge passed in way)
                    {
                        loop.Add(passed.Ordinal);
                        pass(passed);
                    }

                    return edge.Target;
                }

                if (edge.Target != from && _reachedBy.TryAdd(edge.Target, (node, edge)))
                {
                    _queue.Enqueue(edge.Target);
                }
            }
        }

        throw new System.Diagnostics.UnreachableException("A fair component has the edges it was chosen for.");
    }

    private List<int> StemTo(int entry)
    {
        List<int> nodes = [entry];
        while (product.Parents[nodes[^1]] >= 0)
        {
            nodes.Add(product.Parents[nodes[^1]]);
        }

        nodes.Reverse();
        List<int> ordinals = [graph.InitialOrdinals[product.StateOf(nodes[0])]];
        for (int i = 1; i < nodes.Count; i++)
        {
            (long start, long end) = product.EdgesOf(nodes[i - 1]);
            for (long e = start; e < end; e++)
            {
                if (product[e].Target == nodes[i])
                {
                    ordinals.Add(product[e].Ordinal);
                    break;
                }
            }
        }

        return ordinals;
    }
}
