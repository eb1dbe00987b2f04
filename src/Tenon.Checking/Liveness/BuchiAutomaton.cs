using System.Collections.Immutable;
using System.Diagnostics;

namespace Tenon.Checking.Liveness;

/// <summary>The runs that satisfy a formula, as a generalised Büchi automaton with accepting transitions, built as far as it is asked for.</summary>
/// <remarks>
/// <para>
/// A state of the automaton is the set of formulas that the rest of the run owes. A transition pays: it splits each of them into what must hold
/// of the present letter and what is owed from the next one on (<c>a U b</c> is <c>b</c>, or <c>a</c> and next <c>a U b</c>).
/// </para>
/// <para>
/// Putting off <c>b</c> for ever must not be accepted: there is one acceptance set for each "until", of the transitions that do not put it off,
/// and a run is accepted if it takes transitions of each set again and again (Couvreur 1999; Gerth, Peled, Vardi and Wolper 1995).
/// </para>
/// </remarks>
internal sealed class BuchiAutomaton
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<ImmutableSortedSet<int>> _owed = [];
    private readonly List<ImmutableArray<Transition>?> _transitions = [];
    private readonly Dictionary<int, LtlNode> _nodes = [];
    private readonly Dictionary<int, int> _untils = [];

    public BuchiAutomaton(LtlNode formula)
    {
        Collect(formula);
        if (_untils.Count > 64)
        {
            throw new NotSupportedException($"A temporal property may hold 64 different untils and eventuallys, and this one has {_untils.Count}.");
        }

        StateOf([formula.Number]);
    }

    /// <summary>The bits of all acceptance sets.</summary>
    public ulong AllSets => _untils.Count == 64 ? ulong.MaxValue : (1UL << _untils.Count) - 1;

    /// <summary>The transitions of a state; the initial state is 0.</summary>
    public ImmutableArray<Transition> Transitions(int state)
    {
        if (_transitions[state] is not ImmutableArray<Transition> known)
        {
            List<Transition> found = [];
            Expand([.. _owed[state]], [], new Letter(0, 0), [], 0, found);
            known = [.. found.Distinct()];
            _transitions[state] = known;
        }

        return known;
    }

    private void Collect(LtlNode node)
    {
        if (!_nodes.TryAdd(node.Number, node))
        {
            return;
        }

        if (node.Kind == LtlKind.Until)
        {
            _untils.Add(node.Number, _untils.Count);
        }

        if (node.Left is not null)
        {
            Collect(node.Left);
        }

        if (node.Right is not null)
        {
            Collect(node.Right);
        }
    }

    // Takes the first formula that is still to be split; a choice makes two calls.
    private void Expand(
        ImmutableStack<int> todo, ImmutableHashSet<int> done, Letter letter, ImmutableSortedSet<int> next, ulong putOff, List<Transition> found)
    {
        if (todo.IsEmpty)
        {
            found.Add(new Transition(letter.Required, letter.Forbidden, StateOf(next), AllSets & ~putOff));
            return;
        }

        LtlNode node = _nodes[todo.Peek()];
        todo = todo.Pop();
        if (done.Contains(node.Number))
        {
            Expand(todo, done, letter, next, putOff, found);
            return;
        }

        done = done.Add(node.Number);
        switch (node.Kind)
        {
            case LtlKind.True:
                Expand(todo, done, letter, next, putOff, found);
                break;
            case LtlKind.False:
                break;
            case LtlKind.Holds when (letter.Forbidden & Bit(node)) == 0:
                Expand(todo, done, letter with { Required = letter.Required | Bit(node) }, next, putOff, found);
                break;
            case LtlKind.Fails when (letter.Required & Bit(node)) == 0:
                Expand(todo, done, letter with { Forbidden = letter.Forbidden | Bit(node) }, next, putOff, found);
                break;
            case LtlKind.Holds or LtlKind.Fails:
                break;
            case LtlKind.And:
                Expand(todo.Push(Right(node)).Push(Left(node)), done, letter, next, putOff, found);
                break;
            case LtlKind.Or:
                Expand(todo.Push(Left(node)), done, letter, next, putOff, found);
                Expand(todo.Push(Right(node)), done, letter, next, putOff, found);
                break;
            case LtlKind.Next:
                Expand(todo, done, letter, next.Add(Left(node)), putOff, found);
                break;
            case LtlKind.Until:
                Expand(todo.Push(Right(node)), done, letter, next, putOff, found);
                Expand(todo.Push(Left(node)), done, letter, next.Add(node.Number), putOff | (1UL << _untils[node.Number]), found);
                break;
            case LtlKind.Release:
                Expand(todo.Push(Right(node)).Push(Left(node)), done, letter, next, putOff, found);
                Expand(todo.Push(Right(node)), done, letter, next.Add(node.Number), putOff, found);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private int StateOf(ImmutableSortedSet<int> owed)
    {
        string key = string.Join(',', owed);
        if (!_numbers.TryGetValue(key, out int state))
        {
            state = _owed.Count;
            _numbers.Add(key, state);
            _owed.Add(owed);
            _transitions.Add(null);
        }

        return state;
    }

    private static ulong Bit(LtlNode atom) => 1UL << atom.Atom;

    private static int Left(LtlNode node) => node.Left!.Number; // Kinds with operands have them.

    private static int Right(LtlNode node) => node.Right!.Number; // Kinds with two operands have them.

    /// <summary>What must and must not hold of a letter.</summary>
    private readonly record struct Letter(ulong Required, ulong Forbidden);

    /// <summary>A transition.</summary>
    /// <param name="Required">Bits of the atoms that hold.</param>
    /// <param name="Forbidden">Bits of the atoms that do not.</param>
    /// <param name="Next">The state it leads to.</param>
    /// <param name="Sets">Bits of the acceptance sets it is in.</param>
    internal readonly record struct Transition(ulong Required, ulong Forbidden, int Next, ulong Sets)
    {
        public bool Accepts(ulong letter) => (letter & Required) == Required && (letter & Forbidden) == 0;
    }
}
