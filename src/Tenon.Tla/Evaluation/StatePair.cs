using System.Collections.Immutable;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>What an expression is evaluated in: a state, and the next one as far as it is assigned. Owned by one thread.</summary>
internal sealed class StatePair
{
    private StatePair? _primed;
    private int _assignedCount;

    public StatePair(Worker worker, int variableCount, int shadowCount)
    {
        Worker = worker;
        Current = new Value?[variableCount + shadowCount];
        Next = new Value?[variableCount + shadowCount];
    }

    private StatePair(Worker worker, Value?[] current, Value?[] next) => (Worker, Current, Next) = (worker, current, next);

    public Worker Worker { get; }

    /// <summary>The values of the variables by index; null where none is assigned (yet).</summary>
    public Value?[] Current { get; private set; }

    /// <summary>The same of the next state.</summary>
    public Value?[] Next { get; private set; }

    /// <summary>Changes whenever <see cref="Current"/> does; never the same again.</summary>
    public long CurrentVersion { get; set; }

    /// <summary>Changes whenever <see cref="Next"/> does; the same again only when it is the same again.</summary>
    public long NextVersion { get; set; }

    /// <summary>Whether this is what a primed expression sees: <see cref="Current"/> is the next state of another pair.</summary>
    public bool IsPrimed { get; private init; }

    /// <summary>Whether <see cref="Current"/> is being put together, so that nothing about it can be remembered.</summary>
    public bool IsInitial { get; set; }

    /// <summary>The value that the search assigns to, of the next state or, while an initial state is sought, of this one.</summary>
    public Value? Assigned(int index) => IsInitial ? Current[index] : Next[index];

    /// <summary>Assigns a variable, goes on, and takes the assignment back.</summary>
    public bool Assign(int index, Value value, Continuation then)
    {
        Value?[] target = IsInitial ? Current : Next;
        long old = IsInitial ? CurrentVersion : NextVersion;
        target[index] = value;
        int one = index < Worker.Evaluator.Spec.Variables.Length ? 1 : 0; // Shadows are no variables.
        _assignedCount += one;
        SetVersion(Worker.NewVersion());
        bool stop = then.Run(this);
        target[index] = null;
        _assignedCount -= one;
        SetVersion(old);
        return stop;
    }

    /// <summary>Whether the search has given a value to each variable: as in TLC, what remains is only tested then, and no longer multiplies states.</summary>
    public bool IsComplete => _assignedCount == Worker.Evaluator.Spec.Variables.Length;

    /// <summary>Begins a search anew, after one that a failure ended.</summary>
    public void BeginSearch() => _assignedCount = 0;

    /// <summary>The pair that the operand of a prime sees.</summary>
    public StatePair Primed()
    {
        StatePair primed = _primed ??= new StatePair(Worker, Next, new Value?[Next.Length]) { IsPrimed = true };
        primed.Current = Next;
        primed.CurrentVersion = NextVersion;
        return primed;
    }

    /// <summary>The pair in which ENABLED looks for a next state.</summary>
    public StatePair WithFreshNext() => new(Worker, Current, new Value?[Next.Length])
    {
        IsPrimed = IsPrimed,
        CurrentVersion = CurrentVersion,
        NextVersion = Worker.NewVersion(),
    };

    /// <summary>The pair whose current state is this one's next, with a fresh next state.</summary>
    public StatePair Advanced() => new(Worker, (Value?[])Next.Clone(), new Value?[Next.Length])
    {
        CurrentVersion = Worker.NewVersion(),
        NextVersion = Worker.NewVersion(),
    };

    /// <summary>Always true, unless a variable of the next state is not assigned.</summary>
    /// <exception cref="EvaluationException">One is not.</exception>
    public bool RequireComplete(ImmutableArray<VariableSymbol> variables)
    {
        Value?[] values = IsInitial ? Current : Next;
        foreach (VariableSymbol variable in variables)
        {
            if (values[variable.Index] is null)
            {
                string missing = string.Join(", ", variables.Where(other => values[other.Index] is null).Select(other => other.Name));
                throw new IncompleteStateException(missing, IsInitial);
            }
        }

        return true;
    }

    private void SetVersion(long version)
    {
        if (IsInitial)
        {
            CurrentVersion = version;
        }
        else
        {
            NextVersion = version;
        }
    }
}
