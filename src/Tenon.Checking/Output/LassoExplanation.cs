using System.Globalization;
using Tenon.Checking.Properties;
using Tenon.Checking.Search;

namespace Tenon.Checking.Output;

/// <summary>Says which part of a temporal formula fails on a lasso, and where. Owned by one thread.</summary>
/// <remarks>Every part of the formula is evaluated at every state of the lasso; then the reason is followed from the whole to an atom.</remarks>
internal sealed class LassoExplanation : IStepObserver
{
    private readonly PackedModel _worker;
    private readonly Formula<ReadOnlySpan<ulong>, int> _formula;
    private readonly Trace _trace;
    private readonly int _loopStart;
    private readonly ulong[][] _states;
    private readonly SuccessorSink _sink;
    private readonly Dictionary<Formula<ReadOnlySpan<ulong>, int>, bool[]> _values = new(ReferenceEqualityComparer.Instance);
    private Formula<ReadOnlySpan<ulong>, int>.StepAtom? _asked;
    private int _place;
    private bool _answer;

    /// <param name="worker">The model that the formula is of, owned by this thread.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="trace">A lasso that violates it.</param>
    public LassoExplanation(PackedModel worker, Formula<ReadOnlySpan<ulong>, int> formula, Trace trace)
    {
        (_worker, _formula, _trace, _loopStart) = (worker, formula, trace, trace.LoopStart ?? trace.Length - 1);
        _states = new ulong[trace.Length][];
        _sink = new SuccessorSink(worker.MaximumActionCount, 1) { Observer = this };
        TraceBuilder builder = new(worker);
        for (int i = 0; i < _states.Length; i++)
        {
            builder.Go(trace.Steps[i].Ordinal);
            _states[i] = builder.State.ToArray();
        }
    }

    /// <summary>The reason why the lasso does not satisfy the formula.</summary>
    public string Why() => Why(_formula, 0);

    public void OnStep(int action, ReadOnlySpan<ulong> next)
    {
        if (_sink.SuccessorCount == _trace.Steps[_place + 1].Ordinal)
        {
            _answer = _asked!.Predicate(_states[_place], action, next); // Set before the model is asked.
        }
    }

    // Why a formula is false at a place.
    private string Why(Formula<ReadOnlySpan<ulong>, int> formula, int place) => formula switch
    {
        Formula<ReadOnlySpan<ulong>, int>.Not not => not.Operand is Formula<ReadOnlySpan<ulong>, int>.StateAtom or Formula<ReadOnlySpan<ulong>, int>.StepAtom
            ? Atom(not.Operand, place, "true")
            : Text($"from state {place} on, {TextOf(not.Operand)}"),
        Formula<ReadOnlySpan<ulong>, int>.And and => Why(Holds(and.Left, place) ? and.Right : and.Left, place),
        Formula<ReadOnlySpan<ulong>, int>.Or or => $"{Why(or.Left, place)}, and {Why(or.Right, place)}",
        Formula<ReadOnlySpan<ulong>, int>.Next next => Why(next.Operand, Next(place)),
        Formula<ReadOnlySpan<ulong>, int>.UntilNode until => WhyNotUntil(until, place),
        Formula<ReadOnlySpan<ulong>, int>.ReleaseNode release => Why(release.Right, From(place).First(each => !Holds(release.Right, each)))
            + (IsConstant(release.Left) ? "" : $", before {TextOf(release.Left)}"),
        Formula<ReadOnlySpan<ulong>, int>.Constant => "it demands what is never true",
        _ => Atom(formula, place, "false"),
    };

    private string WhyNotUntil(Formula<ReadOnlySpan<ulong>, int>.UntilNode until, int place)
    {
        foreach (int each in From(place))
        {
            if (!Holds(until.Left, each))
            {
                return $"{Why(until.Left, each)}, before {TextOf(until.Right)}";
            }
        }

        // The goal is false for ever; the loop shows why.
        return until.Right switch
        {
            Formula<ReadOnlySpan<ulong>, int>.StateAtom => Text($"{TextOf(until.Right)} is true in no state from {place} on"),
            Formula<ReadOnlySpan<ulong>, int>.StepAtom => Text($"{TextOf(until.Right)} is true of no step from state {place} on"),
            _ => Text($"from state {place} on it is never so that {TextOf(until.Right)}: {Why(until.Right, Math.Max(place, _loopStart))}"),
        };
    }

    private static string Atom(Formula<ReadOnlySpan<ulong>, int> atom, int place, string value) => atom is Formula<ReadOnlySpan<ulong>, int>.StateAtom
        ? Text($"in state {place} {TextOf(atom)} is {value}")
        : Text($"{TextOf(atom)} is {value} of the step from state {place}");

    private bool Holds(Formula<ReadOnlySpan<ulong>, int> formula, int place)
    {
        if (!_values.TryGetValue(formula, out bool[]? values))
        {
            values = new bool[_states.Length];
            _values.Add(formula, values);
            Evaluate(formula, values);
        }

        return values[place];
    }

    private void Evaluate(Formula<ReadOnlySpan<ulong>, int> formula, bool[] values)
    {
        // What is to come is false at first, what is to stay is true; going back through the loop twice settles both.
        Array.Fill(values, formula is Formula<ReadOnlySpan<ulong>, int>.ReleaseNode);
        for (int round = 0; round < 2; round++)
        {
            for (int i = values.Length - 1; i >= 0; i--)
            {
                values[i] = formula switch
                {
                    Formula<ReadOnlySpan<ulong>, int>.Constant constant => constant.Value,
                    Formula<ReadOnlySpan<ulong>, int>.StateAtom atom => IsIn(atom, i),
                    Formula<ReadOnlySpan<ulong>, int>.StepAtom atom => IsOf(atom, i),
                    Formula<ReadOnlySpan<ulong>, int>.Not not => !Holds(not.Operand, i),
                    Formula<ReadOnlySpan<ulong>, int>.And and => Holds(and.Left, i) && Holds(and.Right, i),
                    Formula<ReadOnlySpan<ulong>, int>.Or or => Holds(or.Left, i) || Holds(or.Right, i),
                    Formula<ReadOnlySpan<ulong>, int>.Next next => Holds(next.Operand, Next(i)),
                    Formula<ReadOnlySpan<ulong>, int>.UntilNode until => Holds(until.Right, i) || (Holds(until.Left, i) && values[Next(i)]),
                    Formula<ReadOnlySpan<ulong>, int>.ReleaseNode release => Holds(release.Right, i) && (Holds(release.Left, i) || values[Next(i)]),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            }
        }
    }

    private bool IsIn(Formula<ReadOnlySpan<ulong>, int>.StateAtom atom, int place)
    {
        _worker.Enter(_states[place]);
        return atom.Predicate(_states[place]);
    }

    // Asked while the model adds the step. A stuttering step is none of the model's, and satisfies nothing.
    private bool IsOf(Formula<ReadOnlySpan<ulong>, int>.StepAtom atom, int place)
    {
        (_asked, _place, _answer) = (atom, place, false);
        _sink.Clear();
        _worker.Enter(_states[place]);
        _sink.BeginState(0);
        _worker.AddSuccessors(_states[place], _sink);
        return _answer;
    }

    private int Next(int place) => place + 1 < _states.Length ? place + 1 : _loopStart;

    // The places from here on, each once.
    private IEnumerable<int> From(int place) =>
        Enumerable.Range(place, _states.Length - place).Concat(Enumerable.Range(_loopStart, Math.Max(0, place - _loopStart)));

    private static bool IsConstant(Formula<ReadOnlySpan<ulong>, int> formula) => formula is Formula<ReadOnlySpan<ulong>, int>.Constant;

    private static string TextOf(Formula<ReadOnlySpan<ulong>, int> formula) => formula switch
    {
        Formula<ReadOnlySpan<ulong>, int>.Constant constant => constant.Value ? "true" : "false",
        Formula<ReadOnlySpan<ulong>, int>.StateAtom atom => PredicateText(atom.Text),
        Formula<ReadOnlySpan<ulong>, int>.StepAtom atom => PredicateText(atom.Text),
        Formula<ReadOnlySpan<ulong>, int>.Not not => $"not {TextOf(not.Operand)}",
        Formula<ReadOnlySpan<ulong>, int>.And and => $"({TextOf(and.Left)} and {TextOf(and.Right)})",
        Formula<ReadOnlySpan<ulong>, int>.Or or => $"({TextOf(or.Left)} or {TextOf(or.Right)})",
        Formula<ReadOnlySpan<ulong>, int>.Next next => $"next {TextOf(next.Operand)}",
        Formula<ReadOnlySpan<ulong>, int>.UntilNode until => IsConstant(until.Left) ? $"eventually {TextOf(until.Right)}" : $"({TextOf(until.Left)} until {TextOf(until.Right)})",
        Formula<ReadOnlySpan<ulong>, int>.ReleaseNode release => IsConstant(release.Left) ? $"always {TextOf(release.Right)}" : $"({TextOf(release.Left)} releases {TextOf(release.Right)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Of a lambda, what it computes; on one line.
    private static string PredicateText(string text)
    {
        int arrow = text.IndexOf("=>", StringComparison.Ordinal);
        return $"'{string.Join(' ', text[(arrow < 0 ? 0 : arrow + 2)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}'";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
