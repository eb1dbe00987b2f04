using System.Diagnostics;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>
/// Decides temporal properties of small graphs by the textbook's closure tableau (Lichtenstein and Pnueli 1985): every truth assignment to the
/// temporal subformulas is guessed at every edge, strong fairness is expanded into all its cases, and cycles are found by plain reachability.
/// It shares neither automaton, nor normal form, nor component search with the checker.
/// </summary>
internal sealed class NaiveLiveness
{
    private readonly RandomGraph _graph;
    private readonly List<(int From, int Action, int To)> _edges = [];
    private readonly List<NaiveFormula> _temporal;
    private readonly NaiveFormula _formula;
    private readonly List<(bool IsStrong, int Action)> _fairness;

    public NaiveLiveness(RandomGraph graph, NaiveFormula formula, List<(bool IsStrong, int Action)> fairness)
    {
        (_graph, _formula, _fairness) = (graph, formula, fairness);
        _temporal = [.. formula.Temporal().Distinct()];
        foreach (int node in new NaiveSearch(graph).Depths.Keys)
        {
            _edges.AddRange(graph.Inside(node).Select(edge => (node, edge.Action, edge.To)));
            if (graph.Stuttering == Stuttering.Anywhere || graph.Edges[node].Count == 0)
            {
                _edges.Add((node, -1, node));
            }
        }
    }

    /// <summary>The size of the tableau: too large ones are not worth the time.</summary>
    public int Size => _edges.Count << _temporal.Count;

    public bool IsViolated()
    {
        int assignments = 1 << _temporal.Count;
        int count = _edges.Count * assignments;
        List<int>[] successors = new List<int>[count];
        for (int i = 0; i < count; i++)
        {
            successors[i] = [.. Enumerable.Range(0, count).Where(j => MayFollow(i, j))];
        }

        IEnumerable<int> begins = Enumerable.Range(0, count).Where(i => _graph.Initial.Contains(Edge(i).From) && !Value(_formula, i));
        HashSet<int> reachable = Reach(begins, successors, _ => true);
        int[] strong = [.. _fairness.Where(each => each.IsStrong).Select(each => each.Action)];

        // Each strong assumption either is not enabled any more from some time on, or is taken again and again.
        for (int never = 0; never < 1 << strong.Length; never++)
        {
            bool Allowed(int i) => reachable.Contains(i)
                && !Enumerable.Range(0, strong.Length).Any(k => ((never >> k) & 1) == 1 && IsEnabled(Edge(i).From, strong[k]));
            List<Func<int, bool>> again = [];
            again.AddRange(Enumerable.Range(0, strong.Length).Where(k => ((never >> k) & 1) == 0).Select(k => (Func<int, bool>)(i => IsTaken(i, strong[k]))));
            again.AddRange(_fairness.Where(each => !each.IsStrong).Select(
                each => (Func<int, bool>)(i => IsTaken(i, each.Action) || !IsEnabled(Edge(i).From, each.Action))));
            again.AddRange(_temporal.Where(each => each.Kind == 'U').Select(each => (Func<int, bool>)(i => !Value(each, i) || Value(each.Right!, i))));
            again.AddRange(_temporal.Where(each => each.Kind == 'R').Select(each => (Func<int, bool>)(i => Value(each, i) || !Value(each.Right!, i))));
            if (Enumerable.Range(0, count).Where(Allowed).Any(i => HasCycle(i, successors, Allowed, again)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasCycle(int start, List<int>[] successors, Func<int, bool> allowed, List<Func<int, bool>> again)
    {
        HashSet<int> forward = Reach(successors[start].Where(allowed), successors, allowed);
        if (!forward.Contains(start))
        {
            return false;
        }

        int[] component = [.. forward.Where(i => Reach(successors[i].Where(allowed), successors, allowed).Contains(start))];
        return again.All(component.Any);
    }

    private static HashSet<int> Reach(IEnumerable<int> from, List<int>[] successors, Func<int, bool> allowed)
    {
        HashSet<int> seen = [.. from];
        Stack<int> left = new(seen);
        while (left.TryPop(out int i))
        {
            foreach (int j in successors[i])
            {
                if (allowed(j) && seen.Add(j))
                {
                    left.Push(j);
                }
            }
        }

        return seen;
    }

    private (int From, int Action, int To) Edge(int i) => _edges[i >> _temporal.Count];

    private bool Assigned(NaiveFormula formula, int i) => ((i >> _temporal.IndexOf(formula)) & 1) == 1;

    private bool Value(NaiveFormula formula, int i) => formula.Kind switch
    {
        'm' => ((_graph.Marks[Edge(i).From] >> formula.Number) & 1) == 1,
        'a' => Edge(i).Action == formula.Number,
        '!' => !Value(formula.Left!, i),
        '&' => Value(formula.Left!, i) && Value(formula.Right!, i),
        '|' => Value(formula.Left!, i) || Value(formula.Right!, i),
        'X' or 'U' or 'R' => Assigned(formula, i),
        _ => throw new UnreachableException(),
    };

    private bool MayFollow(int i, int j) => Edge(i).To == Edge(j).From && _temporal.All(each => Assigned(each, i) == (each.Kind switch
    {
        'X' => Value(each.Left!, j),
        'U' => Value(each.Right!, i) || (Value(each.Left!, i) && Assigned(each, j)),
        _ => Value(each.Right!, i) && (Value(each.Left!, i) || Assigned(each, j)),
    }));

    private bool IsTaken(int i, int action) => Edge(i).Action == action && Edge(i).From != Edge(i).To;

    private bool IsEnabled(int node, int action) => _graph.Inside(node).Any(edge => edge.Action == action && edge.To != node);
}
