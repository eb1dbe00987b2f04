namespace Tenon.Checking.Liveness;

/// <summary>The strongly connected components of a part of a product (Tarjan 1972), without recursion, for graphs of any depth.</summary>
internal sealed class StrongComponents
{
    private const int Unvisited = -1;
    private readonly Product _product;
    private readonly int[] _index;
    private readonly int[] _low;
    private readonly bool[] _isOnStack;
    private readonly List<int> _stack = [];
    private readonly Stack<(int Node, long NextEdge)> _calls = new();

    public StrongComponents(Product product)
    {
        _product = product;
        _index = new int[product.NodeCount];
        _low = new int[product.NodeCount];
        _isOnStack = new bool[product.NodeCount];
    }

    /// <summary>Finds the components of the graph that consists of some nodes and the edges between them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="owner">For each node of the product a number; those of the part have the one given next.</param>
    /// <param name="part">The number of the part.</param>
    public List<int[]> Of(IReadOnlyList<int> nodes, int[] owner, int part)
    {
        List<int[]> components = [];
        foreach (int node in nodes)
        {
            _index[node] = Unvisited;
        }

        int counter = 0;
        foreach (int root in nodes)
        {
            if (_index[root] == Unvisited)
            {
                Visit(root, owner, part, ref counter, components);
            }
        }

        return components;
    }

    private void Visit(int root, int[] owner, int part, ref int counter, List<int[]> components)
    {
        Enter(root, ref counter);
        while (_calls.TryPop(out (int Node, long NextEdge) call))
        {
            (int node, long edge) = call;
            long end = _product.EdgesOf(node).End;
            bool hasCalled = false;
            for (; edge < end; edge++)
            {
                int target = _product[edge].Target;
                if (owner[target] != part)
                {
                    continue;
                }

                if (_index[target] == Unvisited)
                {
                    _calls.Push((node, edge));
                    Enter(target, ref counter);
                    hasCalled = true;
                    break;
                }

                if (_isOnStack[target])
                {
                    // After a call has returned, this takes the called node's low link too: its edge is looked at again.
                    _low[node] = Math.Min(_low[node], _low[target]);
                }
            }

            if (!hasCalled && _low[node] == _index[node])
            {
                components.Add(TakeComponent(node));
            }
        }
    }

    private void Enter(int node, ref int counter)
    {
        _index[node] = _low[node] = counter++;
        _isOnStack[node] = true;
        _stack.Add(node);
        _calls.Push((node, _product.EdgesOf(node).Start));
    }

    private int[] TakeComponent(int root)
    {
        int start = _stack.LastIndexOf(root);
        int[] component = [.. _stack[start..]];
        _stack.RemoveRange(start, _stack.Count - start);
        foreach (int node in component)
        {
            _isOnStack[node] = false;
        }

        return component;
    }
}
