using Tenon.Checking.Encoding;
using Tenon.Checking.Graphs;

namespace Tenon.Checking.Refinement;

/// <summary>Checks that two models have the same labelled reachable graph under a projection.</summary>
/// <remarks>
/// A projection gives of a state what counts, as a value that can be compared, and of an action its label. The graphs are equal if both have the same
/// initial values and the same steps (value, label, value). A step without a label (null) that does not change the value is left out;
/// with one projection that is one-to-one on both sides, equality means that the graphs are isomorphic.
/// </remarks>
public static class GraphComparison
{
    /// <summary>Compares two models.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <param name="leftView">What counts of a state of the one.</param>
    /// <param name="rightView">What counts of a state of the other.</param>
    /// <param name="label">
    /// The label of an action from its text, for both models; by default the text itself. Null for an action that is visible only by what it
    /// changes.
    /// </param>
    /// <param name="isByKind">Whether <paramref name="label"/> is given the kinds of actions instead of their texts, which can take long to find.</param>
    /// <param name="maximumStates">The comparison ends, not exhausted, when a model has more states.</param>
    /// <param name="cancellationToken">Ends it early, not exhausted.</param>
    /// <typeparam name="TLeftState">The type of states of the one.</typeparam>
    /// <typeparam name="TLeftAction">The type of actions of the one.</typeparam>
    /// <typeparam name="TRightState">The type of states of the other.</typeparam>
    /// <typeparam name="TRightAction">The type of actions of the other.</typeparam>
    /// <typeparam name="TView">What is compared; by its equality.</typeparam>
    public static ComparisonResult Check<TLeftState, TLeftAction, TRightState, TRightAction, TView>(
        Model<TLeftState, TLeftAction> left,
        Model<TRightState, TRightAction> right,
        Func<TLeftState, TView> leftView,
        Func<TRightState, TView> rightView,
        Func<string, string?>? label = null,
        bool isByKind = false,
        int maximumStates = int.MaxValue,
        CancellationToken cancellationToken = default)
        where TLeftState : notnull
        where TLeftAction : notnull
        where TRightState : notnull
        where TRightAction : notnull
        where TView : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Check(Checker.Pack(left), Checker.Pack(right), Decoded(left.Codec, leftView), Decoded(right.Codec, rightView), label, isByKind, maximumStates, cancellationToken);
    }

    /// <summary>Compares two packed models.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <param name="leftView">What counts of a state of the one.</param>
    /// <param name="rightView">What counts of a state of the other.</param>
    /// <param name="label">The label of an action from its text; by default the text itself, null for none.</param>
    /// <param name="isByKind">Whether <paramref name="label"/> is given the kinds of actions instead of their texts, which can take long to find.</param>
    /// <param name="maximumStates">The comparison ends, not exhausted, when a model has more states.</param>
    /// <param name="cancellationToken">Ends it early, not exhausted.</param>
    /// <typeparam name="TView">What is compared; by its equality.</typeparam>
    public static ComparisonResult Check<TView>(
        PackedModel left,
        PackedModel right,
        Func<ReadOnlySpan<ulong>, TView> leftView,
        Func<ReadOnlySpan<ulong>, TView> rightView,
        Func<string, string?>? label = null,
        bool isByKind = false,
        int maximumStates = int.MaxValue,
        CancellationToken cancellationToken = default)
        where TView : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(leftView);
        ArgumentNullException.ThrowIfNull(rightView);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumStates);
        label ??= text => text;
        View<TView> one = new(left, leftView, label, isByKind, maximumStates, cancellationToken);
        View<TView> other = new(right, rightView, label, isByKind, maximumStates, cancellationToken);
        bool isExhaustive = one.IsExhaustive && other.IsExhaustive;

        // What is missing in a graph that is known to its end is a difference, however far the other one goes on.
        (string Text, Trace Trace)? difference = (other.IsExhaustive ? one.FirstMissingIn(other) : null) ?? (one.IsExhaustive ? other.FirstMissingIn(one) : null);
        return new ComparisonResult
        {
            IsExhaustive = isExhaustive,
            StateCount = (long)one.StateCount + other.StateCount,
            StepCount = one.StepCount + other.StepCount,
            StutterCount = one.StutterCount + other.StutterCount,
            Difference = difference?.Text,
            Trace = difference?.Trace,
        };
    }

    private static Func<ReadOnlySpan<ulong>, TView> Decoded<TState, TView>(StateCodec<TState> codec, Func<TState, TView> view)
    {
        ArgumentNullException.ThrowIfNull(view);
        StateReader reader = new();
        return state =>
        {
            reader.Begin(state);
            return view(codec.Read(reader));
        };
    }

    /// <summary>A model's graph as the projection shows it: each part with the place where it was met first, in the order of breadth-first search.</summary>
    private sealed class View<TView>
        where TView : notnull
    {
        private readonly PackedModel _model;
        private readonly LabelledGraph _graph;
        private readonly Dictionary<TView, int> _initial = [];
        private readonly Dictionary<(TView From, string? Label, TView To), (int State, int Ordinal)> _steps = [];

        public View(PackedModel model, Func<ReadOnlySpan<ulong>, TView> view, Func<string, string?> label, bool isByKind, int maximumStates, CancellationToken cancellationToken)
        {
            (_model, _graph) = (model, new LabelledGraph(model));
            List<TView> views = [];
            for (int i = 0; i < _graph.StateCount; i++)
            {
                if (_graph.StateCount > maximumStates || cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                List<GraphEdge> edges = _graph.Expand(i);
                while (views.Count < _graph.StateCount)
                {
                    views.Add(view(_graph[views.Count]));
                }

                if (i < _graph.InitialCount)
                {
                    _initial.TryAdd(views[i], i);
                }

                foreach (GraphEdge edge in edges)
                {
                    StepCount++;
                    string? name = label(isByKind ? _graph.KindOf(edge) : _graph.LabelOf(i, edge));
                    if (name is null && views[i].Equals(views[edge.Target]))
                    {
                        StutterCount++;
                    }
                    else
                    {
                        _steps.TryAdd((views[i], name, views[edge.Target]), (i, edge.Ordinal));
                    }
                }
            }

            IsExhaustive = true;
        }

        public bool IsExhaustive { get; }

        public int StateCount => _graph.StateCount;

        public long StepCount { get; }

        public long StutterCount { get; }

        public (string Text, Trace Trace)? FirstMissingIn(View<TView> other)
        {
            foreach ((TView view, int state) in _initial)
            {
                if (!other._initial.ContainsKey(view))
                {
                    return ($"{_model.Name} begins with {view}, {other._model.Name} does not", _graph.TraceTo(state));
                }
            }

            // A dictionary that nothing was removed from gives its entries in the order in which they were added.
            foreach (((TView From, string? Label, TView To) step, (int state, int ordinal)) in _steps)
            {
                if (!other._steps.ContainsKey(step))
                {
                    return ($"{_model.Name} has the step '{step.Label ?? "(no label)"}' from\n  {step.From}\nto\n  {step.To}\nand {other._model.Name} has not", _graph.TraceTo(state, ordinal));
                }
            }

            return null;
        }
    }
}
