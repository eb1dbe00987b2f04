using Tenon.Checking.Hashing;
using Tenon.Checking.Search;

namespace Tenon.Checking.Graphs;

/// <summary>The reachable states of a model and the steps between them, whole and exact, in the order of breadth-first search.</summary>
/// <remarks>For small graphs: comparing and drawing. Owned by one thread.</remarks>
internal sealed class LabelledGraph
{
    private readonly PackedModel _model;
    private readonly SuccessorSink _sink;
    private readonly Dictionary<ulong[], int> _numbers = new(new WordsComparer());
    private readonly List<ulong[]> _states = [];
    private readonly List<(int Parent, int Ordinal)> _parents = [];

    public LabelledGraph(PackedModel model)
    {
        _model = model.ForWorker();
        _sink = new SuccessorSink(_model.MaximumActionCount, 1);
        _sink.BeginInitialStates();
        _model.AddInitialStates(_sink);
        ReadOnlySpan<ulong> entries = _sink.Entries(0);
        for (int i = 0, ordinal = 0; i < entries.Length; ordinal++)
        {
            int words = Origin.Words(entries[i + 1]);
            Number(entries.Slice(i + Origin.HeaderWords, words), -1, ordinal);
            i += Origin.HeaderWords + words;
        }

        InitialCount = _states.Count;
    }

    /// <summary>Distinct initial states: the first ones.</summary>
    public int InitialCount { get; }

    /// <summary>States found so far; those from some index on may not have been expanded.</summary>
    public int StateCount => _states.Count;

    public ulong[] this[int state] => _states[state];

    /// <summary>The number of a state that was found; -1 if it was not.</summary>
    public int Find(ulong[] words) => _numbers.TryGetValue(words, out int number) ? number : -1;

    /// <summary>The steps of a state, in the model's order; the states they lead to are numbered as they are found.</summary>
    public List<GraphEdge> Expand(int state)
    {
        List<GraphEdge> edges = [];
        _sink.Clear();
        _model.Enter(_states[state]);
        _sink.BeginState(0);
        _model.AddSuccessors(_states[state], _sink);
        ReadOnlySpan<ulong> entries = _sink.Entries(0);
        for (int i = 0, ordinal = 0; i < entries.Length; ordinal++)
        {
            int words = Origin.Words(entries[i + 1]);
            int target = Number(entries.Slice(i + Origin.HeaderWords, words), state, ordinal);
            edges.Add(new GraphEdge(Origin.Action(entries[i + 1]), ordinal, target));
            i += Origin.HeaderWords + words;
        }

        return edges;
    }

    /// <summary>The kind of an edge's action.</summary>
    public string KindOf(GraphEdge edge) => _model.ActionNames[edge.Action];

    /// <summary>The action of an edge as people read it.</summary>
    public string LabelOf(int state, GraphEdge edge) => _model.DescribeAction(_states[state], edge.Action, edge.Ordinal);

    public IEnumerable<StateField> Describe(int state) => _model.DescribeState(_states[state]);

    /// <summary>A shortest run to a state and, if given, one step on.</summary>
    public Trace TraceTo(int state, int? nextOrdinal = null)
    {
        List<int> path = nextOrdinal is int last ? [last] : [];
        for (int at = state; at >= 0; at = _parents[at].Parent)
        {
            path.Add(_parents[at].Ordinal);
        }

        path.Reverse();
        return TraceBuilder.Build(_model, path);
    }

    private int Number(ReadOnlySpan<ulong> words, int parent, int ordinal)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<ulong>>();
        if (lookup.TryGetValue(words, out int number))
        {
            return number;
        }

        number = _states.Count;
        ulong[] copy = words.ToArray();
        _states.Add(copy);
        _parents.Add((parent, ordinal));
        _numbers.Add(copy, number);
        return number;
    }

    private sealed class WordsComparer : IEqualityComparer<ulong[]>, IAlternateEqualityComparer<ReadOnlySpan<ulong>, ulong[]>
    {
        public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ulong[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<ulong> alternate, ulong[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<ulong> alternate) => unchecked((int)Fingerprint.Of(alternate));

        public ulong[] Create(ReadOnlySpan<ulong> alternate) => alternate.ToArray();
    }
}

/// <summary>A step of a <see cref="LabelledGraph"/>.</summary>
/// <param name="Action">Its action's number.</param>
/// <param name="Ordinal">Which of its state's successors.</param>
/// <param name="Target">The state it leads to.</param>
internal readonly record struct GraphEdge(int Action, int Ordinal, int Target);
