using System.Collections.Immutable;
using Tenon.Checking.Encoding;
using Tenon.Checking.Graphs;

namespace Tenon.Checking.Refinement;

/// <summary>Checks that one model implements another.</summary>
/// <remarks>
/// A mapping takes each state of the concrete model to a state of the abstract one. Initial states must map to initial states, and each step
/// to a step of the abstract model or to stuttering, that is to equal states; or, where asked for, to a few steps of the abstract model, one after the other.
/// Then every invariant of the abstract model holds of the
/// concrete one through the mapping. Nothing is said about temporal properties: a concrete model that does nothing implements everything.
/// States are compared exactly. Steps out of the boundary are steps of neither model.
/// </remarks>
public static class RefinementCheck
{
    /// <summary>Checks that a model implements another under a mapping.</summary>
    /// <param name="concrete">The model with the details.</param>
    /// <param name="specification">The model that it is to implement.</param>
    /// <param name="map">The state of the specification that a concrete state stands for.</param>
    /// <param name="path">
    /// For what does several things at once: by the kind of a concrete step, the kinds of steps of the specification that it may consist of, and how many. By
    /// default one step of any kind. Of several ways a shortest is taken, and of these the first in the specification's order.
    /// </param>
    /// <param name="maximumStates">The check ends, not exhausted, when the concrete model has more states.</param>
    /// <param name="cancellationToken">Ends it early, not exhausted.</param>
    /// <typeparam name="TState">The type of concrete states.</typeparam>
    /// <typeparam name="TAction">The type of concrete actions.</typeparam>
    /// <typeparam name="TAbstractState">The type of abstract states.</typeparam>
    /// <typeparam name="TAbstractAction">The type of abstract actions.</typeparam>
    public static ComparisonResult Check<TState, TAction, TAbstractState, TAbstractAction>(
        Model<TState, TAction> concrete,
        Model<TAbstractState, TAbstractAction> specification,
        Func<TState, TAbstractState> map,
        Func<string, RefinementPath>? path = null,
        int maximumStates = int.MaxValue,
        CancellationToken cancellationToken = default)
        where TState : notnull
        where TAction : notnull
        where TAbstractState : notnull
        where TAbstractAction : notnull
    {
        ArgumentNullException.ThrowIfNull(concrete);
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(map);
        StateCodec<TState> codec = concrete.Codec;
        StateCodec<TAbstractState> abstractCodec = specification.Codec;
        StateReader reader = new();
        StateWriter writer = new();
        return Check(Checker.Pack(concrete), Checker.Pack(specification), MapWords, path, maximumStates, cancellationToken);

        ImmutableArray<ulong> MapWords(ReadOnlySpan<ulong> state)
        {
            reader.Begin(state);
            writer.Clear();
            abstractCodec.Write(map(codec.Read(reader)), writer);
            return [.. writer.Words];
        }
    }

    /// <summary>Checks that a packed model implements another under a mapping.</summary>
    /// <param name="concrete">The model with the details.</param>
    /// <param name="specification">The model that it is to implement.</param>
    /// <param name="map">The words of the state of the specification that a concrete state stands for. Called by one thread.</param>
    /// <param name="path">By the kind of a concrete step, the kinds of steps of the specification that it may consist of, and how many; by default one of any kind.</param>
    /// <param name="maximumStates">The check ends, not exhausted, when the concrete model has more states.</param>
    /// <param name="cancellationToken">Ends it early, not exhausted.</param>
    public static ComparisonResult Check(
        PackedModel concrete,
        PackedModel specification,
        Func<ReadOnlySpan<ulong>, ImmutableArray<ulong>> map,
        Func<string, RefinementPath>? path = null,
        int maximumStates = int.MaxValue,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(concrete);
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumStates);
        return new Search(concrete, specification, map, path ?? (_ => RefinementPath.OneStep)).Run(maximumStates, cancellationToken);
    }

    private sealed class Search(PackedModel concrete, PackedModel specification, Func<ReadOnlySpan<ulong>, ImmutableArray<ulong>> map, Func<string, RefinementPath> path)
    {
        private readonly LabelledGraph _concrete = new(concrete);
        private readonly LabelledGraph _abstract = new(specification);
        private readonly Dictionary<int, List<GraphEdge>> _abstractSteps = [];
        private readonly Dictionary<string, RefinementPath> _paths = [];
        private readonly Dictionary<(int Before, int After, string Kind), ImmutableArray<string>> _ways = [];
        private readonly SortedDictionary<string, long> _mapped = new(StringComparer.Ordinal);
        private readonly List<int> _images = [];
        private long _steps;
        private long _stutters;

        public ComparisonResult Run(int maximumStates, CancellationToken cancellationToken)
        {
            // Until a step is followed, the specification's graph has its initial states only.
            for (int i = 0; i < _concrete.InitialCount; i++)
            {
                ulong[] image = ImageOf(i);
                int number = _abstract.Find(image);
                if (number < 0)
                {
                    return Difference($"{concrete.Name} begins in a state that is mapped to no initial state of {specification.Name}: {Describe(image)}", _concrete.TraceTo(i));
                }

                _images.Add(number);
            }

            for (int i = 0; i < _concrete.StateCount; i++)
            {
                if (_concrete.StateCount > maximumStates || cancellationToken.IsCancellationRequested)
                {
                    return Result(isExhaustive: false);
                }

                foreach (GraphEdge edge in _concrete.Expand(i))
                {
                    _steps++;
                    if (Follow(i, edge) is ComparisonResult difference)
                    {
                        return difference;
                    }
                }
            }

            return Result(isExhaustive: true);
        }

        // All images are reachable states of the specification: by induction over the concrete steps, each is the end of a step of it.
        private ComparisonResult? Follow(int from, GraphEdge edge)
        {
            int before = _images[from];
            bool isNew = edge.Target == _images.Count;
            ulong[] image = isNew ? ImageOf(edge.Target) : _abstract[_images[edge.Target]];
            if (image.AsSpan().SequenceEqual(_abstract[before]))
            {
                _stutters++;
                Note(edge.Target, before);
                return null;
            }

            if (WayBetween(before, image, _concrete.KindOf(edge)) is not (int after, ImmutableArray<string> way))
            {
                return Difference(
                    $"{specification.Name} has no step that the step '{_concrete.LabelOf(from, edge)}' of {concrete.Name} is mapped to, from\n  {Describe(_abstract[before])}\nto\n  {Describe(image)}",
                    _concrete.TraceTo(from, edge.Ordinal));
            }

            foreach (string kind in way)
            {
                _mapped[kind] = _mapped.GetValueOrDefault(kind) + 1;
            }

            Note(edge.Target, after);
            return null;
        }

        // Breadth first, so the way is a shortest one.
        private (int After, ImmutableArray<string> Way)? WayBetween(int before, ulong[] image, string concreteKind)
        {
            int known = _abstract.Find(image);
            if (known >= 0 && _ways.TryGetValue((before, known, concreteKind), out ImmutableArray<string> way))
            {
                return (known, way);
            }

            if (!_paths.TryGetValue(concreteKind, out RefinementPath? allowed))
            {
                _paths.Add(concreteKind, allowed = path(concreteKind));
            }

            List<(int State, int Parent, string Kind)> reached = [(before, -1, "")];
            HashSet<int> seen = [before];
            for (int steps = 0, next = 0; steps < allowed.MaximumSteps; steps++)
            {
                for (int end = reached.Count; next < end; next++)
                {
                    foreach (GraphEdge edge in StepsOf(reached[next].State))
                    {
                        string kind = _abstract.KindOf(edge);
                        if (allowed.Permits(kind) && seen.Add(edge.Target))
                        {
                            reached.Add((edge.Target, next, kind));
                            if (image.AsSpan().SequenceEqual(_abstract[edge.Target]))
                            {
                                List<string> kinds = [];
                                for (int at = reached.Count - 1; at > 0; at = reached[at].Parent)
                                {
                                    kinds.Add(reached[at].Kind);
                                }

                                kinds.Reverse();
                                way = [.. kinds];
                                _ways.Add((before, edge.Target, concreteKind), way);
                                return (edge.Target, way);
                            }
                        }
                    }
                }
            }

            return null;
        }

        private List<GraphEdge> StepsOf(int state)
        {
            if (!_abstractSteps.TryGetValue(state, out List<GraphEdge>? steps))
            {
                _abstractSteps.Add(state, steps = _abstract.Expand(state));
            }

            return steps;
        }

        // New states are numbered in the order of the edges that lead to them, so each is the next one here.
        private void Note(int state, int image)
        {
            if (state == _images.Count)
            {
                _images.Add(image);
            }
        }

        private ulong[] ImageOf(int state) => [.. map(_concrete[state])];

        private string Describe(ulong[] image) =>
            string.Join(", ", specification.ForWorker().DescribeState(image).Select(field => $"{field.Name} = {field.Value}"));

        private ComparisonResult Difference(string difference, Trace trace) => Result(isExhaustive: false) with { Difference = difference, Trace = trace };

        private ComparisonResult Result(bool isExhaustive) => new()
        {
            IsExhaustive = isExhaustive,
            StateCount = _concrete.StateCount,
            StepCount = _steps,
            StutterCount = _stutters,
            MappedSteps = _mapped.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
