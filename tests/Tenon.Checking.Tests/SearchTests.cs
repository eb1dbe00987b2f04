using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>Searches against a textbook search, on thousands of small random graphs.</summary>
public sealed class SearchTests
{
    [Fact]
    public void Breadth_first_search_finds_what_a_textbook_search_finds()
    {
        foreach (int seed in Seed.Many(100, 2000))
        {
            RandomGraph graph = Graph(seed);
            NaiveSearch naive = new(graph);
            CheckResult result = Checker.Check(graph, new CheckOptions { ContinueAfterViolation = true, Identity = (StateIdentity)(seed % 3) });
            string at = $"seed {seed}";
            Assert.True(result.IsExhaustive, at);
            AssertCounts(graph, naive, result, at);
            Assert.True(naive.Depths.Values.Max() == result.Depth, at);
            AssertState(naive.Nearest(node => !Condition(graph, node)), result["always"], Verdict.Violated, Verdict.Holds, at);
            AssertState(naive.Nearest(node => !Condition(graph, node)), result["sometimes not"], Verdict.Holds, Verdict.Violated, at);
            AssertState(naive.Nearest(node => graph.Edges[node].Count == 0), result["no deadlock"], Verdict.Violated, Verdict.Holds, at);
            AssertState(
                naive.Nearest(node => graph.Inside(node).Any(edge => !StepCondition(graph, node, edge.Action, edge.To))) + 1,
                result["steps"], Verdict.Violated, Verdict.Holds, at);
            long antecedents = naive.Depths.Keys.Count(node => Antecedent(graph, node));
            Assert.True(antecedents == result["implied"].AntecedentCount, at);
            AssertState(
                naive.Nearest(node => Antecedent(graph, node) && !Condition(graph, node)), result["implied"], Verdict.Violated,
                antecedents == 0 ? Verdict.HoldsVacuously : Verdict.Holds, at);
        }
    }

    [Fact]
    public void Depth_first_search_finds_the_same_states_and_verdicts()
    {
        foreach (int seed in Seed.Many(20100, 1000))
        {
            RandomGraph graph = Graph(seed);
            CheckResult breadth = Checker.Check(graph, new CheckOptions { ContinueAfterViolation = true });
            CheckResult depth = Checker.Check(
                graph, new CheckOptions { ContinueAfterViolation = true, Mode = SearchMode.DepthFirst, Identity = (StateIdentity)(seed % 3) });
            string at = $"seed {seed}";
            AssertCounts(graph, new NaiveSearch(graph), depth, at);
            Assert.True(depth.IsExhaustive && depth.Depth >= breadth.Depth, at);
            Assert.Equal(breadth.Properties.Select(Known), depth.Properties.Select(Known));
            Assert.All(depth.Properties, property => AssertReplays(graph, property));
        }

        static (string, Verdict, long?) Known(PropertyResult property) => (property.Name, property.Verdict, property.AntecedentCount);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Results_are_identical_for_any_number_of_workers(int workers)
    {
        foreach (int seed in Seed.Many(40100, 150))
        {
            RandomGraph graph = Graph(seed, maximumNodes: 3000);
            foreach (bool goOn in new[] { false, true })
            {
                CheckOptions options = new() { ContinueAfterViolation = goOn };
                CheckResult one = Checker.Check(graph, options);
                CheckResult many = Checker.Check(graph, options with { WorkerCount = workers });
                Assert.True(Report(one) == Report(many), $"seed {seed}:\n{Report(one)}\n{Report(many)}");
            }
        }

        // All but the time; traces included.
        static string Report(CheckResult result) =>
            (result with { Elapsed = TimeSpan.Zero }).ToString() + result.VisitedBytes
            + string.Concat(result.Properties.Select(property => property.Trace?.ToString() + property.Trace?.Path));
    }

    [Fact]
    public void A_bound_on_depth_covers_exactly_the_states_up_to_it()
    {
        foreach (int seed in Seed.Many(60100, 500))
        {
            RandomGraph graph = Graph(seed);
            int bound = seed % 5;
            NaiveSearch naive = new(graph, bound);
            CheckResult result = Checker.Check(graph, new CheckOptions { ContinueAfterViolation = true, MaximumDepth = bound });
            Assert.Equal(naive.Depths.Count, result.StateCount);
            Assert.Equal(naive.WasCut ? StopReason.DepthBound : StopReason.Exhausted, result.StopReason);
            Assert.Equal(naive.Expanded.Sum(node => graph.Inside(node).Count()), result.TransitionCount);
            AssertState(
                naive.Nearest(node => !Condition(graph, node)), result["always"], Verdict.Violated,
                naive.WasCut ? Verdict.Undecided : Verdict.Holds, $"seed {seed}");
        }
    }

    [Fact]
    public void Random_walks_are_runs_of_the_model_and_the_same_for_the_same_seed()
    {
        foreach (int seed in Seed.Many(80100, 500))
        {
            RandomGraph graph = Graph(seed);
            CheckOptions options = new()
            {
                Mode = SearchMode.Simulation, Seed = (ulong)seed, WalkCount = 20, MaximumDepth = 15, ContinueAfterViolation = true,
            };
            CheckResult result = Checker.Check(graph, options);
            Assert.Equal((result with { Elapsed = default }).ToString(), (Checker.Check(graph, options) with { Elapsed = default }).ToString());
            Assert.False(result.IsExhaustive);
            CheckResult all = Checker.Check(graph, new CheckOptions { ContinueAfterViolation = true });
            foreach (PropertyResult property in result.Properties)
            {
                AssertReplays(graph, property);
                Assert.True(property.Trace is null ? property.Verdict == Verdict.Undecided : property.Verdict == all[property.Name].Verdict, $"seed {seed}");
            }
        }
    }

    private static RandomGraph Graph(int seed, int maximumNodes = 40)
    {
        RandomGraph graph = new(seed, maximumNodes);
        graph.Given =
        [
            RandomGraph.AlwaysOf("always", node => Condition(graph, node)),
            RandomGraph.SometimesOf("sometimes not", node => !Condition(graph, node)),
            RandomGraph.ImpliedOf("implied", node => Antecedent(graph, node), node => Condition(graph, node)),
            RandomGraph.StepsOf("steps", (from, action, to) => StepCondition(graph, from, action, to)),
            RandomGraph.NoDeadlock("no deadlock"),
        ];
        return graph;
    }

    private static bool Condition(RandomGraph graph, int node) => graph.Marks[node] != 3;

    private static bool Antecedent(RandomGraph graph, int node) => graph.Marks[node] is 3 or 5;

    private static bool StepCondition(RandomGraph graph, int from, int action, int to) =>
        !(action == 1 && graph.Marks[from] < 4 && graph.Marks[to] > 12);

    private static void AssertCounts(RandomGraph graph, NaiveSearch naive, CheckResult result, string at)
    {
        Assert.True(naive.Depths.Count == result.StateCount, at);
        Assert.True(graph.Initial.Distinct().Count() == result.InitialStateCount, at);
        Assert.True(naive.Depths.Keys.Sum(node => graph.Edges[node].Count - graph.Inside(node).Count()) == result.OutsideCount, at);
        for (int action = 0; action < RandomGraph.ActionCount; action++)
        {
            Assert.True(naive.Depths.Keys.Sum(node => graph.Inside(node).Count(edge => edge.Action == action)) == result.Actions[action].TransitionCount, at);
            Assert.True(naive.Depths.Keys.Count(node => graph.Inside(node).Any(edge => edge.Action == action)) == result.Actions[action].EnabledStateCount, at);
        }
    }

    private static void AssertState(int? nearest, PropertyResult property, Verdict found, Verdict notFound, string at)
    {
        Assert.True((nearest is null ? notFound : found) == property.Verdict, $"{at}: {property.Name} is {property.Verdict}");
        Assert.True(nearest == property.Trace?.Length, $"{at}: {property.Name} has a trace of {property.Trace?.Length} steps, the shortest is {nearest}");
    }

    // The path leads, along edges of the graph, to a node or over a step that decides the property.
    private static void AssertReplays(RandomGraph graph, PropertyResult property)
    {
        if (property.Trace is not Trace trace)
        {
            return;
        }

        int[] choices = [.. trace.Path.Split('/').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
        (int from, int action, int node) = (-1, -1, graph.Initial[choices[0]]);
        foreach (int choice in choices.Skip(1))
        {
            (int Action, int To) edge = graph.Inside(node).ElementAt(choice);
            (from, action, node) = (node, edge.Action, edge.To);
        }

        Assert.True(property.Name switch
        {
            "always" or "sometimes not" => !Condition(graph, node),
            "implied" => Antecedent(graph, node) && !Condition(graph, node),
            "steps" => !StepCondition(graph, from, action, node),
            _ => graph.Edges[node].Count == 0,
        });
        Assert.Equal(trace.ToString(), Checker.Replay(graph, trace.Path).ToString());
    }
}
