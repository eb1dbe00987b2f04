namespace Tenon.Checking.Tests;

/// <summary>Breadth-first search as in a textbook, on the nodes of a <see cref="RandomGraph"/>: what the checker is compared with.</summary>
internal sealed class NaiveSearch
{
    public NaiveSearch(RandomGraph graph, int maximumDepth = int.MaxValue)
    {
        Queue<int> queue = new();
        foreach (int node in graph.Initial.Distinct())
        {
            Depths.Add(node, 0);
            queue.Enqueue(node);
        }

        while (queue.TryDequeue(out int node))
        {
            if (Depths[node] >= maximumDepth)
            {
                WasCut = true;
                continue;
            }

            Expanded.Add(node);
            foreach ((int _, int to) in graph.Inside(node))
            {
                if (Depths.TryAdd(to, Depths[node] + 1))
                {
                    queue.Enqueue(to);
                }
            }
        }
    }

    /// <summary>The reachable nodes, each with its distance from the initial ones.</summary>
    public Dictionary<int, int> Depths { get; } = [];

    public List<int> Expanded { get; } = [];

    public bool WasCut { get; }

    /// <summary>The distance of the nearest node that satisfies a predicate; null if none does.</summary>
    public int? Nearest(Func<int, bool> predicate) =>
        Depths.Where(node => predicate(node.Key)).Select(node => (int?)node.Value).Min();
}
