namespace Tenon.Checking.Liveness;

/// <summary>The runs of a graph that an automaton accepts: pairs of their states, with the steps that both can take.</summary>
internal sealed class Product
{
    // Hash, link, key of two numbers, value; and the place in the table of buckets.
    private const int DictionaryEntryBytes = 24;
    private readonly StateGraph _graph;
    private readonly BuchiAutomaton _automaton;
    private readonly Dictionary<(int State, int Automaton), int> _numbers = [];
    private readonly List<(int State, int Automaton)> _nodes = [];
    private readonly List<long> _starts = [0];
    private readonly ChunkedList<ProductEdge> _edges = new();

    /// <param name="graph">The graph.</param>
    /// <param name="automaton">The automaton.</param>
    /// <param name="poll">Told now and then how many bytes there are; may throw.</param>
    public Product(StateGraph graph, BuchiAutomaton automaton, Action<long> poll)
    {
        (_graph, _automaton) = (graph, automaton);
        for (int state = 0; state < graph.InitialCount; state++)
        {
            NumberOf(state, 0, parent: -1);
        }

        for (int node = 0; node < _nodes.Count; node++)
        {
            if ((node & 0xFFF) == 0)
            {
                poll(SizeBytes);
            }

            Expand(node);
        }
    }

    public int NodeCount => _nodes.Count;

    /// <summary>Bytes of everything here.</summary>
    public long SizeBytes =>
        (DictionaryEntryBytes * (long)_numbers.Capacity) + (8L * _nodes.Capacity) + (8L * _starts.Capacity) + (4L * Parents.Capacity) + _edges.SizeBytes;

    /// <summary>For each node the one it was first reached from, in a breadth-first search; -1 for an initial one.</summary>
    public List<int> Parents { get; } = [];

    public int StateOf(int node) => _nodes[node].State;

    public (long Start, long End) EdgesOf(int node) => (_starts[node], _starts[node + 1]);

    public ProductEdge this[long edge] => _edges[edge];

    private void Expand(int node)
    {
        (int state, int automaton) = _nodes[node];
        ulong stateBits = _graph.StateBits(state);
        (long start, long end) = _graph.EdgesOf(state);
        foreach (BuchiAutomaton.Transition transition in _automaton.Transitions(automaton))
        {
            for (long i = start; i < end; i++)
            {
                StateGraph.Edge edge = _graph[i];
                (ulong atoms, ulong taken) = _graph.Label(edge.LabelNumber);
                if (transition.Accepts(stateBits | atoms))
                {
                    int ordinal = edge.IsStutter ? -1 : (int)(i - start);
                    _edges.Add(new ProductEdge(NumberOf(edge.Target, transition.Next, node), ordinal, transition.Sets, taken));
                }
            }
        }

        _starts.Add(_edges.Count);
    }

    private int NumberOf(int state, int automaton, int parent)
    {
        if (!_numbers.TryGetValue((state, automaton), out int number))
        {
            number = _nodes.Count;
            _numbers.Add((state, automaton), number);
            _nodes.Add((state, automaton));
            Parents.Add(parent);
        }

        return number;
    }
}

/// <summary>A step of a product.</summary>
/// <param name="Target">The node it leads to.</param>
/// <param name="Ordinal">Which of the state's successors it takes; -1 for stuttering.</param>
/// <param name="Sets">Bits of the acceptance sets it is in.</param>
/// <param name="Taken">Bits of the fairness assumptions it satisfies.</param>
internal readonly record struct ProductEdge(int Target, int Ordinal, ulong Sets, ulong Taken);
