using System.Collections.Immutable;
using System.Diagnostics;
using Tenon.Checking.Encoding;
using Tenon.Checking.PartialOrder;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Search;

/// <summary>A natural model seen as a packed one. Decodes a state once, when it is entered; owned by one worker.</summary>
internal sealed class NaturalModel<TState, TAction> : PackedModel
    where TState : notnull
    where TAction : notnull
{
    /// <summary>So many names are compared as objects, which is faster than looking a text up, before they are looked up as texts.</summary>
    private const int MaximumSeenNames = 8;

    private readonly Model<TState, TAction> _model;
    private readonly StateCodec<TState> _codec;
    private readonly ActionKinds _kinds;
    private readonly StateWriter _writer = new();
    private readonly StateReader _reader = new();
    private readonly Canonicalizer<TState>? _canonicalizer;
    private readonly SymmetryGuard<TState, TAction>? _guard;
    private readonly IStepReducer<TState, TAction>? _reducer;
    private readonly bool _hasEnumeratedActions = typeof(TAction).IsEnum;
    private bool _isAskedAboutSteps;
    private readonly Dictionary<string, int> _numbersByName = new(StringComparer.Ordinal);
    private readonly Dictionary<TAction, int> _numbersByValue = [];
    private readonly string?[] _seenNames = new string?[MaximumSeenNames];
    private readonly int[] _numbersOfNames = new int[MaximumSeenNames];
    private Type[] _seenTypes = [];
    private int[] _numbersOfTypes = [];
    private TState? _current;
    private TAction? _action;
    private TState? _next;

    public NaturalModel(Model<TState, TAction> model)
        : this(model, model.Codec, new ActionKinds(model.ActionNames))
    {
    }

    private NaturalModel(Model<TState, TAction> model, StateCodec<TState> codec, ActionKinds kinds, bool isReduced = false, IStepReducer<TState, TAction>? reducer = null)
    {
        (_model, _codec, _kinds, _reducer) = (model, codec, kinds, reducer);
        if (isReduced)
        {
            _canonicalizer = new Canonicalizer<TState>(codec, model.ScalarSets);
            _guard = new SymmetryGuard<TState, TAction>(model, new Canonicalizer<TState>(codec, model.ScalarSets), KindOf);
        }
    }

    public override string Name => _model.Name;

    public override ImmutableArray<string> ActionNames => _kinds.Names;

    public override Stuttering Stuttering => _model.Stuttering;

    public override IEnumerable<Property<ReadOnlySpan<ulong>, int>> Properties => _model.Properties.Select(property =>
        new Property<ReadOnlySpan<ulong>, int>(property.Name, property.Kind)
        {
            Antecedent = OfState(property.Antecedent),
            Condition = OfState(property.Condition),
            Parts = [.. property.Parts.Select(part => (part.Name, OfState(part.Condition)!))], // Given, so mapped.
            StepCondition = OfStep(property.StepCondition),
            Formula = property.Formula is null ? null : Map(property.Formula),
        });

    public override IEnumerable<Fairness<ReadOnlySpan<ulong>, int>> Fairness =>
        _model.Fairness.Select(fairness => new Fairness<ReadOnlySpan<ulong>, int>(fairness.IsStrong, OfStep(fairness.Step)!, OfState(fairness.Enabled))); // Given, so mapped.

    internal override int MaximumActionCount => _kinds.DeclaredCount > 0 && typeof(TAction).IsEnum ? _kinds.DeclaredCount : Origin.MaximumActions;

    internal override int DeclaredActionCount => _kinds.DeclaredCount;

    internal override bool HasLocalWords => _model.HasLocalWords;

    internal override void RestoreActionNames(ImmutableArray<string> names)
    {
        foreach (string name in names)
        {
            _kinds.NumberOf(name);
        }

        RequireActionNames(names);
    }

    internal override long KeptBytes => _model.KeptBytes;

    internal override bool HasCodec => true;

    internal override TimeSpan TimeCodec(IReadOnlyList<ulong[]> states, bool isRead)
    {
        TState[] decoded = new TState[states.Count];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < decoded.Length; i++)
        {
            decoded[i] = Decode(states[i]);
        }

        if (isRead)
        {
            return Stopwatch.GetElapsedTime(start);
        }

        start = Stopwatch.GetTimestamp();
        foreach (TState state in decoded)
        {
            Encode(state);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    public override PackedModel ForWorker() => new NaturalModel<TState, TAction>(_model, _codec, _kinds, _canonicalizer is not null, _reducer is null ? null : _model.NewStepReducer());

    internal override PackedModel Reduced() =>
        _model.ScalarSets.IsEmpty ? base.Reduced() : new NaturalModel<TState, TAction>(_model, _codec, _kinds, isReduced: true);

    internal override PackedModel ReducedByOrder() => _model.NewStepReducer() is IStepReducer<TState, TAction> reducer
        ? new NaturalModel<TState, TAction>(_model, _codec, _kinds, reducer: reducer)
        : base.ReducedByOrder();

    internal override IReadOnlyList<int> Unreduce(IReadOnlyList<int> path, int property)
    {
        if (_canonicalizer is null)
        {
            return path;
        }

        Func<TState, TAction, TState, bool>? condition = _model.Properties.ElementAt(property).StepCondition;
        TState whole = _model.InitialStates.Where(_model.IsWithinBoundary).ElementAt(path[0]);
        TState reduced = Decode(Encode(whole));
        List<int> ordinals = [path[0]];
        for (int i = 1; i < path.Count; i++)
        {
            // The state is its orbit's representative under other names, so it has the same steps under other names.
            ulong[] target = Encode(Inside(reduced).ElementAt(path[i]).Next).ToArray();
            bool mustFail = condition is not null && i == path.Count - 1;
            (Step<TState, TAction> step, int ordinal) = Inside(whole)
                .Select((each, n) => (each, n))
                .First(each => Encode(each.each.Next).SequenceEqual(target) && (!mustFail || !condition!(whole, each.each.Action, each.each.Next))); // Not null if it must.
            ordinals.Add(ordinal);
            (whole, reduced) = (step.Next, Decode(target));
        }

        return ordinals;
    }

    private IEnumerable<Step<TState, TAction>> Inside(TState state) => _model.Steps(state).Where(step => _model.IsWithinBoundary(step.Next));

    public override void Enter(ReadOnlySpan<ulong> state)
    {
        _current = Decode(state);
        _guard?.CheckState(_current);
    }

    public override void AddInitialStates(SuccessorSink sink)
    {
        _guard?.CheckInitial([.. _model.InitialStates.Where(_model.IsWithinBoundary)], state => string.Join(' ', EncodePlain(state).ToArray()));
        foreach (TState state in _model.InitialStates)
        {
            if (_model.IsWithinBoundary(state))
            {
                sink.Add(0, Encode(state));
            }
        }
    }

    internal override PackedModel WithAllSteps() => _reducer is null ? this : new NaturalModel<TState, TAction>(_model, _codec, _kinds);

    internal override void AddLeftOut(SuccessorSink sink) => AddSome(sink, isRest: true);

    public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
    {
        if (_reducer is not null)
        {
            AddSome(sink, isRest: false);
            return;
        }

        foreach (Step<TState, TAction> step in _model.Steps(_current!)) // Entered before.
        {
            int kind = NumberOf(step.Action);
            if (!_model.IsWithinBoundary(step.Next))
            {
                sink.AddOutside(kind);
                continue;
            }

            if (_isAskedAboutSteps)
            {
                (_action, _next) = (step.Action, step.Next);
            }

            sink.Add(kind, Encode(step.Next));
        }
    }

    // Those that reduction follows, or the others. All of them take their numbers, so that a path means the same without reduction.
    private void AddSome(SuccessorSink sink, bool isRest)
    {
        List<Step<TState, TAction>> steps = [.. _model.Steps(_current!)]; // Entered before.
        bool[]? chosen = _reducer!.Choose(_current!, steps); // Only called if there is one.
        for (int i = 0; i < steps.Count; i++)
        {
            Step<TState, TAction> step = steps[i];
            int kind = NumberOf(step.Action);
            bool isChosen = chosen is null || chosen[i];
            if (!_model.IsWithinBoundary(step.Next))
            {
                throw new PartialOrderException(
                    $"The step '{_model.Describe(step.Action)}' leaves the boundary of {_model.Name}: what lies beyond would have to be known. Check it without partial-order reduction.");
            }

            if (isChosen == isRest)
            {
                sink.LeaveOut(kind);
                continue;
            }

            _reducer.Verify(_current!, step, isReduced: chosen is not null && isChosen);
            (_action, _next) = (step.Action, step.Next);
            sink.Add(kind, Encode(step.Next));
        }
    }

    public override string DescribeAction(ReadOnlySpan<ulong> state, int action, int ordinal)
    {
        int n = 0;
        foreach (Step<TState, TAction> step in _model.Steps(Decode(state)))
        {
            if (_model.IsWithinBoundary(step.Next) && n++ == ordinal)
            {
                return _model.Describe(step.Action);
            }
        }

        throw new InvalidOperationException($"{Name} gives a state other steps than before: step {ordinal} is gone.");
    }

    internal override ImmutableArray<string> DescribeActions(ReadOnlySpan<ulong> state, ReadOnlySpan<int> actions, int firstOrdinal) =>
        [.. Inside(Decode(state)).Skip(firstOrdinal).Take(actions.Length).Select(step => _model.Describe(step.Action))];

    public override ImmutableArray<StateField> DescribeState(ReadOnlySpan<ulong> state) => _codec.Describe(Decode(state));

    private TState Decode(ReadOnlySpan<ulong> state)
    {
        _reader.Begin(state);
        return _codec.Read(_reader);
    }

    private ReadOnlySpan<ulong> Encode(TState state) => _canonicalizer is null ? EncodePlain(state) : _canonicalizer.Canonical(state);

    private ReadOnlySpan<ulong> EncodePlain(TState state)
    {
        _writer.Clear();
        _codec.Write(state, _writer);
        return _writer.Words;
    }

    // The number first: a kind that is seen for the first time becomes one of the names.
    private string KindOf(TAction action)
    {
        int number = NumberOf(action);
        return _kinds.Names[number];
    }

    private int NumberOf(TAction action)
    {
        if (_model.NameOf(action) is string name)
        {
            return NumberOf(name);
        }

        if (_hasEnumeratedActions)
        {
            return _numbersByValue.TryGetValue(action, out int known) ? known : _numbersByValue[action] = _kinds.NumberOf(action.ToString() ?? "");
        }

        Type type = action.GetType();
        Type[] seen = _seenTypes;
        for (int i = 0; i < seen.Length; i++)
        {
            if (ReferenceEquals(seen[i], type))
            {
                return _numbersOfTypes[i];
            }
        }

        int number = _kinds.NumberOf(type.Name);
        _seenTypes = [.. _seenTypes, type];
        _numbersOfTypes = [.. _numbersOfTypes, number];
        return number;
    }

    private int NumberOf(string name)
    {
        int seen = 0;
        for (; seen < _seenNames.Length && _seenNames[seen] is string each; seen++)
        {
            if (ReferenceEquals(each, name))
            {
                return _numbersOfNames[seen];
            }
        }

        if (!_numbersByName.TryGetValue(name, out int number))
        {
            number = _numbersByName[name] = _kinds.NumberOf(name);
        }

        if (seen < _seenNames.Length)
        {
            (_seenNames[seen], _numbersOfNames[seen]) = (name, number);
        }

        return number;
    }

    // The spans are not looked at: the state was decoded when it was entered, the step remembered when it was added.
    private Func<ReadOnlySpan<ulong>, bool>? OfState(Func<TState, bool>? predicate) =>
        predicate is null ? null : _ => predicate(_current!); // Entered before.

    private Func<ReadOnlySpan<ulong>, int, ReadOnlySpan<ulong>, bool>? OfStep(Func<TState, TAction, TState, bool>? predicate)
    {
        if (predicate is null)
        {
            return null;
        }

        _isAskedAboutSteps = true;
        return (_, _, _) => predicate(_current!, _action!, _next!); // Set before each step is added.
    }

    private Formula<ReadOnlySpan<ulong>, int> Map(Formula<TState, TAction> formula) => formula switch
    {
        Formula<TState, TAction>.Constant constant => new Formula<ReadOnlySpan<ulong>, int>.Constant(constant.Value),
        Formula<TState, TAction>.StateAtom atom => new Formula<ReadOnlySpan<ulong>, int>.StateAtom(OfState(atom.Predicate)!, atom.Text), // Given, so mapped.
        Formula<TState, TAction>.StepAtom atom => new Formula<ReadOnlySpan<ulong>, int>.StepAtom(OfStep(atom.Predicate)!, atom.Text), // Given, so mapped.
        Formula<TState, TAction>.Not not => !Map(not.Operand),
        Formula<TState, TAction>.And and => Map(and.Left) & Map(and.Right),
        Formula<TState, TAction>.Or or => Map(or.Left) | Map(or.Right),
        Formula<TState, TAction>.Next next => Map(next.Operand).InNext(),
        Formula<TState, TAction>.UntilNode until => Map(until.Left).Until(Map(until.Right)),
        Formula<TState, TAction>.ReleaseNode release => Map(release.Left).Releases(Map(release.Right)),
        _ => throw new UnreachableException(),
    };
}
