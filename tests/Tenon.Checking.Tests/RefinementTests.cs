using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Checking.Refinement;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class RefinementTests
{
    [Fact]
    public void Two_phase_commit_implements_transaction_commit()
    {
        ComparisonResult result = RefinementCheck.Check(new TwoPhaseCommit(4), new TransactionCommit(4), state => new Outcome(state.Resources)).RequireHolds();
        Assert.Equal(Checker.Check(new TwoPhaseCommit(4)).StateCount, result.StateCount);
        Assert.InRange(result.StutterCount, 1, result.StepCount - 1);
    }

    [Fact]
    public void The_first_step_that_the_specification_lacks_is_shown_as_a_shortest_trace()
    {
        ComparisonResult result = RefinementCheck.Check(
            new TwoPhaseCommit(2), new TransactionCommit(2, mayAbortPrepared: false), state => new Outcome(state.Resources));
        Assert.False(result.Holds);
        Assert.Contains("'HearsAbort { Resource = 0 }'", result.Difference, StringComparison.Ordinal);
        Assert.Equal(3, result.Trace!.Length);
        Assert.Throws<PropertyViolatedException>(result.RequireHolds);
    }

    [Fact]
    public void A_bound_or_a_stop_is_no_proof()
    {
        Assert.False(RefinementCheck.Check(new TwoPhaseCommit(3), new TransactionCommit(3), state => new Outcome(state.Resources), maximumStates: 100).Holds);
        Assert.False(RefinementCheck.Check(new TwoPhaseCommit(3), new TransactionCommit(3), state => new Outcome(state.Resources), cancellationToken: new(true)).Holds);
        Assert.False(GraphComparison.Check(new TwoPhaseCommit(2), new TwoPhaseCommit(2), Text, Text, maximumStates: 10).Holds);
    }

    [Fact]
    public void Refinement_agrees_with_a_check_of_every_edge_on_random_graphs()
    {
        int held = 0;
        foreach (int seed in Seed.Many(1, 1500))
        {
            RandomGraph concrete = new(seed, 10);
            Random random = new(seed);
            int classes = random.Next(2, 5);
            bool isComplete = random.Next(2) == 0;
            NaiveSearch search = new(concrete);

            // The specification is the image of the concrete graph, with or without all of its parts, and some more.
            (int, int, int)[] edges = [.. search.Expanded.SelectMany(from => concrete.Inside(from).Select(edge => (from % classes, 0, edge.To % classes)))
                .Where(_ => isComplete || random.Next(12) > 0), (random.Next(classes), 1, random.Next(classes))];
            int[] initial = [.. concrete.Initial.Select(node => node % classes).Where(_ => isComplete || random.Next(12) > 0), 7];
            ComparisonResult result = RefinementCheck.Check(concrete, new ListedGraph(initial, edges), state => [(ulong)(RandomGraph.Node(state) % classes)]);

            bool badStart = concrete.Initial.Any(node => !initial.Contains(node % classes));
            int? shortest = badStart ? 0 : search.Expanded
                .Where(from => concrete.Inside(from).Any(edge => from % classes != edge.To % classes && !edges.Any(each => each.Item1 == from % classes && each.Item3 == edge.To % classes)))
                .Select(from => (int?)search.Depths[from] + 1).Min();
            Assert.True(result.Holds == (shortest is null) && result.Trace?.Length == shortest, $"seed {seed}: {shortest} expected, {result}");
            held += result.Holds ? 1 : 0;
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || held is > 400 and < 1400, $"{held} held: the cases are too much alike");
    }

    [Fact]
    public void The_natural_and_the_packed_two_phase_commit_have_the_same_graph()
    {
        ComparisonResult result = GraphComparison.Check(
            Checker.Pack(new TwoPhaseCommit(4)), new PackedTwoPhaseCommit(4), Describe(Checker.Pack(new TwoPhaseCommit(4))), Describe(new PackedTwoPhaseCommit(4)), action => action.Split(' ')[0]);
        Assert.Equal(2 * Checker.Check(new PackedTwoPhaseCommit(4)).StateCount, result.RequireHolds().StateCount);

        static Func<ReadOnlySpan<ulong>, string> Describe(PackedModel model) => state => string.Join(';', model.DescribeState(state));
    }

    [Fact]
    public void Steps_without_label_that_change_nothing_are_left_out()
    {
        // Of two-phase commit only the resources' states count: the manager hears and decides unseen, though not without effect.
        ComparisonResult same = GraphComparison.Check(
            new TwoPhaseCommit(3), new TransactionCommit(3), state => string.Join(' ', state.Resources), state => string.Join(' ', state.Resources), _ => null);
        Assert.True(same.Holds, same.ToString());
        Assert.True(same.StutterCount > 0);
        ComparisonResult other = GraphComparison.Check(
            new TwoPhaseCommit(3), new TransactionCommit(3, mayAbortPrepared: false), state => string.Join(' ', state.Resources), state => string.Join(' ', state.Resources), _ => null);
        Assert.StartsWith("TwoPhaseCommit(3) has the step '(no label)' from", other.Difference, StringComparison.Ordinal);
        Assert.Equal("HearsAbort { Resource = 0 }", other.Trace!.Actions.Last());
    }

    [Fact]
    public void Graph_equality_agrees_with_equality_of_edge_sets_on_random_graphs()
    {
        int held = 0;
        foreach (int seed in Seed.Many(1, 1500))
        {
            RandomGraph graph = new(seed, 8);
            Random random = new(seed);
            List<(int From, int Action, int To)> edges = [.. Enumerable.Range(0, graph.Edges.Length).SelectMany(from => graph.Inside(from).Select(edge => (from, edge.Action, edge.To)))];
            if (random.Next(2) == 0 && edges.Count > 0)
            {
                int i = random.Next(edges.Count);
                edges[i] = random.Next(2) == 0 ? edges[random.Next(edges.Count)] : edges[i] with { Action = random.Next(4) };
            }

            int[] initial = random.Next(8) == 0 ? [.. graph.Initial.Skip(1)] : [.. graph.Initial];
            ListedGraph other = new(initial, edges);
            ComparisonResult result = GraphComparison.Check(graph, other, RandomGraph.Node, RandomGraph.Node);

            HashSet<(int, int, int)> left = [.. new NaiveSearch(graph).Expanded.SelectMany(from => graph.Inside(from).Select(edge => (from, edge.Action, edge.To)))];
            HashSet<(int, int, int)> right = Reachable(initial, edges);
            bool areEqual = left.SetEquals(right) && graph.Initial.ToHashSet().SetEquals(initial);
            Assert.True(result.Holds == areEqual && result.IsExhaustive && (result.Trace is null) == areEqual, $"seed {seed}: {areEqual} expected, {result}");
            held += areEqual ? 1 : 0;
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || held is > 400 and < 1400, $"{held} held: the cases are too much alike");
    }

    [Fact]
    public void A_step_that_a_graph_without_end_has_and_one_with_an_end_has_not_is_a_difference_all_the_same()
    {
        ComparisonResult result = GraphComparison.Check(new Counter(int.MaxValue), new Counter(5), state => state, state => state, maximumStates: 20);
        Assert.False(result.IsExhaustive);
        Assert.Equal((6, true), (result.Trace?.Length, result.Difference?.Contains("from\n  5\nto\n  6\n", StringComparison.Ordinal)));
        result = GraphComparison.Check(new Counter(5), new Counter(int.MaxValue), state => state, state => state, maximumStates: 20);
        Assert.Equal((false, 6), (result.IsExhaustive, result.Trace?.Length));
        Assert.Null(GraphComparison.Check(new Counter(30), new Counter(40), state => state, state => state, maximumStates: 20).Difference); // Of neither is anything known.
    }

    private sealed class Counter(int last) : Model<int, int>
    {
        public override string Name => "Counter";

        public override IEnumerable<int> InitialStates => [0];

        public override IEnumerable<Property<int, int>> Properties => [];

        public override IEnumerable<Step<int, int>> Steps(int state) => state < last ? [Step(1, state + 1)] : [];
    }

    private static string Text(CommitState state) => string.Join(' ', state.Resources);

    private static HashSet<(int, int, int)> Reachable(int[] initial, List<(int From, int Action, int To)> edges)
    {
        HashSet<int> nodes = [.. initial];
        while (edges.Any(edge => nodes.Contains(edge.From) && nodes.Add(edge.To)))
        {
            // Until no edge adds a node.
        }

        return [.. edges.Where(edge => nodes.Contains(edge.From)).Select(edge => (edge.From, edge.Action, edge.To))];
    }
}
