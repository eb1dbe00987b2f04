using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>A specification as a model whose states are words. One for each thread, sharing what does not change.</summary>
/// <remarks>
/// What TLC does with a successor is done here in the same order: it is counted; constraints decide whether it is within the boundary; one outside is
/// counted as generated, judged by the invariants and by the properties of steps, and not followed. If it violates one, it is given to the search
/// as if it were inside, for the search to find what is wrong and make a trace.
/// </remarks>
internal sealed partial class SpecModel : PackedModel
{
    private readonly ModelParts _parts;
    private readonly StateMachine _machine;
    private readonly Buffer _buffer = new();
    private ulong[] _loaded = [];
    private ulong[] _identity = [];
    private bool _isLoaded;
    private int _depth;

    public SpecModel(ModelParts parts)
    {
        _parts = parts;
        _machine = new StateMachine(parts.Plan.Evaluator);
        foreach ((Value key, Value value) in parts.Registers)
        {
            _machine.Worker.Registers[key] = value;
        }

        _machine.Worker.Statistics = name => name == "level" ? IntegerValue.Of(_depth + 1) : parts.Statistics(name);
        parts.Add(_machine.Worker);
    }

    public override string Name => _parts.Plan.Spec.Name;

    public override ImmutableArray<string> ActionNames => _parts.ActionNames;

    public override Stuttering Stuttering => Stuttering.Anywhere;

    public override PackedModel ForWorker() => new SpecModel(_parts);

    public override void AtDepth(int depth) => _depth = depth;

    public override void AddInitialStates(SuccessorSink sink)
    {
        _depth = 0;
        _isLoaded = false;
        _buffer.Clear();
        FindInitial(_parts, _machine, _buffer);
        _parts.InitialGenerated = _buffer.Count;
        for (int i = 0; i < _buffer.Count; i++)
        {
            ReadOnlySpan<ulong> state = _buffer[i];
            if (IsWithin(state) || ViolatesInvariant(state))
            {
                Give(sink, 0, state);
            }
        }
    }

    public override void Enter(ReadOnlySpan<ulong> state) => Load(state);

    public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
    {
        FindSuccessors(state);
        bool isBounded = !_parts.Plan.Constraints.IsEmpty || !_parts.Plan.ActionConstraints.IsEmpty;
        for (int i = 0; i < _buffer.Count; i++)
        {
            ReadOnlySpan<ulong> next = _buffer[i];
            int action = _parts.NameOf(_buffer.Action(i));
            if (!isBounded || IsWithin(state, next) || ViolatesStep(state, next) || ViolatesInvariant(next))
            {
                Give(sink, action, next);
            }
            else
            {
                sink.AddOutside(action);
            }
        }
    }

    public override string DescribeAction(ReadOnlySpan<ulong> state, int action, int ordinal)
    {
        FindSuccessors(state);
        bool isBounded = !_parts.Plan.Constraints.IsEmpty || !_parts.Plan.ActionConstraints.IsEmpty;
        int within = 0;
        for (int i = 0; i < _buffer.Count; i++)
        {
            ReadOnlySpan<ulong> next = _buffer[i];
            if (!isBounded || IsWithin(state, next) || ViolatesStep(state, next) || ViolatesInvariant(next))
            {
                if (within == ordinal)
                {
                    SubAction taken = _parts.SubActions[_buffer.Action(i)];
                    return $"{taken.Label} {taken.Span}";
                }

                within++;
            }
        }

        return ActionNames[action];
    }

    public override ImmutableArray<StateField> DescribeState(ReadOnlySpan<ulong> state)
    {
        ImmutableArray<StateField>.Builder fields = ImmutableArray.CreateBuilder<StateField>();
        for (int i = 0; i < _parts.Plan.Spec.Variables.Length; i++)
        {
            Value value = _parts.Plan.Evaluator.Values.ValueOf(state[i]);
            fields.Add(new StateField(_parts.Plan.Spec.Variables[i].Name, _parts.TextOf(value)));
        }

        return fields.ToImmutable();
    }

    /// <summary>Finds the initial states, each as often as it is found.</summary>
    public static void FindInitial(ModelParts parts, StateMachine machine, SuccessorHandler handler) => machine.SearchInitial(parts.Plan.Init, handler);

    private void FindSuccessors(ReadOnlySpan<ulong> state)
    {
        Load(state);
        _buffer.Clear();
        for (int i = 0; i < _parts.SubActions.Length; i++)
        {
            _machine.SearchNext(_parts.SubActions[i].Body, i, _buffer);
        }

        if (_machine.Worker.Registers.Count > 0 && _machine.Worker.Registers.TryGetValue(StringValue.Of("exit"), out Value? exit) && exit is BooleanValue { IsTrue: true })
        {
            _parts.RequestStop();
        }
    }

    private void Give(SuccessorSink sink, int action, ReadOnlySpan<ulong> state)
    {
        if (_parts.Plan.View is null && _parts.Symmetries is null)
        {
            sink.Add(action, state);
            return;
        }

        _identity = _identity.Length == state.Length ? _identity : new ulong[state.Length];
        sink.Add(action, state, IdentityOf(state));
    }

    private ReadOnlySpan<ulong> IdentityOf(ReadOnlySpan<ulong> state)
    {
        if (_parts.Plan.View is BoundExpr view)
        {
            Load(state);
            Value seen = _machine.Eval(view);
            _identity[0] = _parts.Plan.Evaluator.Values.WordOf(_parts.Symmetries?.Least(seen) ?? seen);
            return _identity.AsSpan(0, 1);
        }

        return _parts.Symmetries!.Least(state, _identity); // One of the two is there.
    }

    private bool IsWithin(ReadOnlySpan<ulong> state) => _parts.Plan.Constraints.IsEmpty || AllHold(_parts.Plan.Constraints, state);

    private bool IsWithin(ReadOnlySpan<ulong> state, ReadOnlySpan<ulong> next)
    {
        if (!IsWithin(next))
        {
            return false;
        }

        foreach (NamedFormula constraint in _parts.Plan.ActionConstraints)
        {
            if (!Holds(constraint.Formula, state, next))
            {
                return false;
            }
        }

        return true;
    }

    private bool ViolatesInvariant(ReadOnlySpan<ulong> state) => !AllHold(_parts.Plan.Invariants, state);

    private bool ViolatesStep(ReadOnlySpan<ulong> state, ReadOnlySpan<ulong> next)
    {
        foreach (NamedFormula action in _parts.Plan.ImpliedActions)
        {
            if (!Holds(action.Formula, state, next))
            {
                return true;
            }
        }

        return false;
    }

    private bool AllHold(ImmutableArray<NamedFormula> formulas, ReadOnlySpan<ulong> state)
    {
        foreach (NamedFormula formula in formulas)
        {
            if (!Holds(formula.Formula, state))
            {
                return false;
            }
        }

        return true;
    }

    private void Load(ReadOnlySpan<ulong> state)
    {
        if (!_isLoaded || !state.SequenceEqual(_loaded))
        {
            _loaded = _loaded.Length == state.Length ? _loaded : new ulong[state.Length];
            state.CopyTo(_loaded);
            _isLoaded = true;
            _machine.Load(state);
        }
    }

    private void Load(ReadOnlySpan<ulong> state, ReadOnlySpan<ulong> next)
    {
        Load(state);
        _machine.LoadNext(next);
    }

    /// <summary>States that were found and not judged yet: formulas about them are evaluated where the search for them was.</summary>
    private sealed class Buffer : SuccessorHandler
    {
        private ulong[] _words = new ulong[256];
        private int[] _actions = new int[16];
        private int _length;

        public int Count { get; private set; }

        public ReadOnlySpan<ulong> this[int index] => _words.AsSpan(index * _length, _length);

        public int Action(int index) => _actions[index];

        public void Clear() => Count = 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public override bool Found(int action, ReadOnlySpan<ulong> words)
        {
            _length = words.Length;
            int end = (Count + 1) * _length;
            if (end > _words.Length)
            {
                Array.Resize(ref _words, Math.Max(end, 2 * _words.Length));
            }

            if (Count == _actions.Length)
            {
                Array.Resize(ref _actions, 2 * Count);
            }

            words.CopyTo(_words.AsSpan(Count * _length));
            _actions[Count++] = action;
            return false;
        }
    }
}
