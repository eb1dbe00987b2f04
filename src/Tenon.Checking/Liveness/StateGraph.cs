using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Checking.Search;

namespace Tenon.Checking.Liveness;

/// <summary>All reachable states with their steps, and what atoms and fairness assumptions say of them.</summary>
/// <remarks>States are compared by their words, so none are taken for one. Numbers are in the order of a breadth-first search.</remarks>
internal sealed class StateGraph : IStepObserver
{
    private readonly PackedModel _model;
    private readonly AtomTable _atoms;
    private readonly ImmutableArray<Fairness<ReadOnlySpan<ulong>, int>> _fairness;
    private readonly Formula<ReadOnlySpan<ulong>, int>.StateAtom[] _stateAtoms;
    private readonly Formula<ReadOnlySpan<ulong>, int>.StepAtom[] _stepAtoms;
    private readonly SuccessorSink _sink;
    private readonly WordArena _words = new();
    private readonly List<ulong> _addresses = [];
    private readonly List<ulong> _fingerprints = [];
    private readonly List<ulong> _stateBits = [];
    private readonly List<ulong> _enabled = [];
    private readonly List<long> _edgeStarts = [0];
    private readonly ChunkedList<Edge> _edges = new();
    private readonly List<(ulong Atoms, ulong Taken)> _pending = [];
    private readonly Dictionary<(ulong Atoms, ulong Taken), int> _labelNumbers = [];
    private readonly List<(ulong Atoms, ulong Taken)> _labels = [(0, 0)];
    private readonly ulong _declarable;
    private ulong _declared;
    private int[] _table = new int[256];
    private ulong[] _current = [];

    /// <param name="model">The model, owned by the caller's thread.</param>
    /// <param name="atoms">Numbers atoms by their place; the model's own properties give them, in the same order.</param>
    /// <param name="fairness">The model's fairness assumptions, at most 64.</param>
    public StateGraph(PackedModel model, AtomTable atoms, ImmutableArray<Fairness<ReadOnlySpan<ulong>, int>> fairness)
    {
        (_model, _atoms, _fairness) = (model, atoms, fairness);
        _stateAtoms = [.. atoms.StateAtoms];
        _stepAtoms = [.. atoms.StepAtoms];
        _sink = new SuccessorSink(model.MaximumActionCount, 1) { Observer = this };
        _labelNumbers.Add((0, 0), 0);
        for (int i = 0; i < fairness.Length; i++)
        {
            _declarable |= fairness[i].Enabled is null ? 0 : 1UL << i;
        }
    }

    public int StateCount => _addresses.Count;

    public int InitialCount { get; private set; }

    /// <summary>Bytes of everything here.</summary>
    public long SizeBytes => _words.SizeBytes + (_table.Length * sizeof(int)) + _edges.SizeBytes + _sink.SizeBytes + (sizeof(int) * InitialOrdinals.Capacity) + (sizeof(ulong) *
        ((long)_addresses.Capacity + _fingerprints.Capacity + _stateBits.Capacity + _enabled.Capacity + _edgeStarts.Capacity));

    /// <summary>Which initial state, of those that the model gives, this one is.</summary>
    public List<int> InitialOrdinals { get; } = [];

    public ulong StateBits(int state) => _stateBits[state];

    /// <summary>Bits of the fairness assumptions that are enabled in a state.</summary>
    public ulong Enabled(int state) => _enabled[state];

    public (long Start, long End) EdgesOf(int state) => (_edgeStarts[state], _edgeStarts[state + 1]);

    public Edge this[long edge] => _edges[edge];

    /// <summary>Bits of the step atoms that hold of an edge, and of the fairness assumptions that it satisfies.</summary>
    public (ulong Atoms, ulong Taken) Label(int label) => _labels[label];

    /// <summary>Explores everything.</summary>
    /// <param name="check">Asked now and then, with states and bytes; a reason means: stop.</param>
    /// <returns>The reason why it stopped, or null.</returns>
    public StopReason? Build(Func<long, long, StopReason?> check)
    {
        _sink.BeginInitialStates();
        _model.AddInitialStates(_sink);
        AddEntries(isInitial: true);
        InitialCount = StateCount;
        for (int state = 0; state < StateCount; state++)
        {
            if ((state & 0xFFF) == 0 && check(StateCount, SizeBytes) is StopReason reason)
            {
                return reason;
            }

            Expand(state);
        }

        return null;
    }

    public void OnStep(int action, ReadOnlySpan<ulong> next)
    {
        ulong atoms = 0;
        for (int i = 0; i < _stepAtoms.Length; i++)
        {
            if (_stepAtoms[i].Predicate(_current, action, next))
            {
                atoms |= AtomTable.StepBit(i);
            }
        }

        ulong taken = 0;
        if (!next.SequenceEqual(_current))
        {
            for (int i = 0; i < _fairness.Length; i++)
            {
                if (_fairness[i].Step(_current, action, next))
                {
                    taken |= 1UL << i;
                }
            }
        }

        _pending.Add((atoms, taken));
    }

    private void Expand(int state)
    {
        _current = _words.Sequence(_addresses[state]).ToArray();
        _model.Enter(_current);
        ulong bits = 0;
        for (int i = 0; i < _stateAtoms.Length; i++)
        {
            if (_stateAtoms[i].Predicate(_current))
            {
                bits |= 1UL << i;
            }
        }

        _stateBits.Add(bits);
        _pending.Clear();
        _declared = DeclaredHere();
        _sink.BeginState(0);
        _model.AddSuccessors(_current, _sink);
        bool isEnd = _sink.SuccessorCount == 0 && _sink.OutsideCount == 0;
        AddEntries(isInitial: false);
        _enabled.Add(EnabledHere());
        if (isEnd || _model.Stuttering == Stuttering.Anywhere)
        {
            _edges.Add(new Edge(state, 0, IsStutter: true));
        }

        _edgeStarts.Add(_edges.Count);
    }

    // Asked before the successors: models decode a state once, and may have moved on after them.
    private ulong DeclaredHere()
    {
        ulong declared = 0;
        for (int i = 0; i < _fairness.Length; i++)
        {
            declared |= _fairness[i].Enabled?.Invoke(_current) == true ? 1UL << i : 0;
        }

        return declared;
    }

    private ulong EnabledHere()
    {
        ulong enabled = 0;
        foreach ((ulong _, ulong taken) in _pending)
        {
            enabled |= taken;
        }

        return (enabled & ~_declarable) | _declared;
    }

    private void AddEntries(bool isInitial)
    {
        ReadOnlySpan<ulong> entries = _sink.Entries(0);
        int ordinal = 0;
        for (int i = 0; i < entries.Length; ordinal++)
        {
            int length = Origin.Words(entries[i + 1]);
            int before = StateCount;
            int target = Intern(entries[i], entries.Slice(i + Origin.HeaderWords, length));
            if (!isInitial)
            {
                _edges.Add(new Edge(target, LabelNumber(_pending[ordinal]), IsStutter: false));
            }
            else if (StateCount > before)
            {
                InitialOrdinals.Add(ordinal);
            }

            i += Origin.HeaderWords + length;
        }

        _sink.Clear();
    }

    private int LabelNumber((ulong Atoms, ulong Taken) label)
    {
        if (!_labelNumbers.TryGetValue(label, out int number))
        {
            number = _labels.Count;
            _labelNumbers.Add(label, number);
            _labels.Add(label);
        }

        return number;
    }

    // The table holds state numbers plus one; zero is empty.
    private int Intern(ulong fingerprint, ReadOnlySpan<ulong> state)
    {
        if (StateCount * 2L >= _table.Length)
        {
            Rehash();
        }

        int mask = _table.Length - 1;
        int slot = (int)(fingerprint & (ulong)mask);
        for (; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            int known = _table[slot] - 1;
            if (_fingerprints[known] == fingerprint && _words.Sequence(_addresses[known]).SequenceEqual(state))
            {
                return known;
            }
        }

        _fingerprints.Add(fingerprint);
        _addresses.Add(_words.AppendSequence(state));
        _table[slot] = StateCount;
        return StateCount - 1;
    }

    private void Rehash()
    {
        _table = new int[_table.Length * 2];
        int mask = _table.Length - 1;
        for (int state = 0; state < StateCount; state++)
        {
            int slot = (int)(_fingerprints[state] & (ulong)mask);
            while (_table[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _table[slot] = state + 1;
        }
    }

    /// <summary>A step.</summary>
    /// <param name="Target">The state it leads to.</param>
    /// <param name="LabelNumber">What holds of it.</param>
    /// <param name="IsStutter">Whether it is none of the model's steps but the repetition of the state.</param>
    internal readonly record struct Edge(int Target, int LabelNumber, bool IsStutter);
}
