using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Actors;
using Tenon.Checking.Exploration;
using Tenon.Checking.Properties;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class ExplorationTests
{
    // Goal: a walk shows exactly the steps, targets, repetitions and standings that the graph has.
    // Method: random walks on random graphs; everything is computed anew from the edges and marks.
    [Fact]
    public void A_walk_shows_what_the_edges_of_a_random_graph_say()
    {
        foreach (int seed in Seed.Many(7000, 400))
        {
            RandomGraph graph = new(seed, 12);
            graph.Given =
            [
                RandomGraph.AlwaysOf("mark 0", node => (graph.Marks[node] & 1) != 0),
                RandomGraph.ImpliedOf("mark 1 implies 2", node => (graph.Marks[node] & 2) != 0, node => (graph.Marks[node] & 4) != 0),
                RandomGraph.SometimesOf("mark 3", node => (graph.Marks[node] & 8) != 0),
                RandomGraph.StepsOf("not down by a", (from, action, to) => action != 0 || to >= from),
                RandomGraph.NoDeadlock("no end"),
            ];
            StateExplorer explorer = new(graph);
            Random random = new(seed);
            List<int> path = [];
            List<int> nodes = [];
            ExploredState state = explorer.Visit("");
            Assert.Equal((-1, graph.Initial.Length, 0), (state.Index, state.StepCount, state.Properties.Length));
            int? arrivedBy = null;
            for (int length = 0; state.StepCount > 0 && length < 8; length++)
            {
                (int Action, int To)[] steps = nodes.Count == 0 ? [.. graph.Initial.Select(node => (-1, node))] : [.. graph.Inside(nodes[^1])];
                int choice = random.Next(steps.Length);
                path.Add(choice);
                bool isDown = nodes.Count > 0 && steps[choice].Action == 0 && steps[choice].To < nodes[^1];
                arrivedBy = nodes.Count > 0 ? steps[choice].Action : null;
                nodes.Add(steps[choice].To);
                state = explorer.Visit(string.Join('/', path));
                Judge(graph, state, nodes, isDown, arrivedBy);
            }
        }
    }

    private static void Judge(RandomGraph graph, ExploredState state, List<int> nodes, bool isDown, int? arrivedBy)
    {
        int node = nodes[^1];
        (int Action, int To)[] steps = [.. graph.Inside(node)];
        Assert.Equal(nodes, state.Run.Select(visited => NodeOf(visited.Fields)));
        Assert.Equal(arrivedBy is int action ? graph.ActionNames[action] : null, state.Run[^1].Action);
        Assert.Equal((steps.Length, graph.Edges[node].Count - steps.Length), (state.StepCount, state.OutsideCount));
        Assert.Equal(
            steps.Select((step, i) => (i, graph.ActionNames[step.Action], nodes.IndexOf(step.To))),
            state.Steps.Select(step => (step.Ordinal, step.Action!, step.SameAs ?? -1)));
        Assert.Equal(
            steps.Select(step => string.Join(',', Violated(graph, step.To, step.Action == 0 && step.To < node))),
            state.Steps.Select(step => string.Join(',', step.Violated)));
        Assert.Equal(Violated(graph, node, isDown), state.Run[^1].Violated);
        Assert.Equal(Violated(graph, node, isDown), state.Properties.Where(property => property.IsViolated).Select(property => property.Name));
        Assert.Equal((graph.Marks[node] & 8) != 0, state.Properties[2].Standing == PropertyStanding.Holds);
        Assert.Equal((graph.Marks[node] & 2) == 0, state.Properties[1].Standing == PropertyStanding.NotDemanded);
        Assert.Equal(arrivedBy is null, state.Properties[3].Standing == PropertyStanding.NotApplicable);
    }

    private static IEnumerable<string> Violated(RandomGraph graph, int node, bool isDown)
    {
        int marks = graph.Marks[node];
        return new[]
        {
            (marks & 1) == 0 ? "mark 0" : null, (marks & 2) != 0 && (marks & 4) == 0 ? "mark 1 implies 2" : null,
            isDown ? "not down by a" : null, graph.Edges[node].Count == 0 ? "no end" : null,
        }.OfType<string>();
    }

    private static int NodeOf(ImmutableArray<StateField> fields) => int.Parse(fields[^1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Natural, packed and actor models; violations of states, steps, ends and runs.
    [Fact]
    public void The_path_of_every_counterexample_leads_to_what_it_is_an_example_of()
    {
        PackedModel[] models =
        [
            Checker.Pack(new Increment(3, hasLock: false)), Checker.Pack(new DiningPhilosophers(3, isLastLeftHanded: false, isStrong: true)),
            Checker.Pack(new DiningPhilosophers(3, isLastLeftHanded: true, isStrong: false)), new PackedTwoPhaseCommit(3), Checker.Pack(new TokenRing(3, 2)),
            Checker.Pack(new Paxos(1, 3, NetworkKind.Unordered)), Checker.Pack(new Counter(5, [Counter.Parts(2)])),
        ];
        HashSet<PropertyKind> met = [];
        foreach (PackedModel model in models)
        {
            StateExplorer explorer = new(model);
            foreach (PropertyResult result in Checker.Check(model, new CheckOptions { ContinueAfterViolation = true }).Properties.Where(each => each.Trace is not null))
            {
                Trace trace = result.Trace!;
                int? loop = trace.LoopStart is int start ? trace.Steps.Take(start + 1).Count(step => step.Ordinal >= 0) - 1 : null;
                ExploredState state = explorer.Visit(trace.Path, loopStart: loop);
                TraceStep[] real = [.. trace.Steps.Where(step => step.Ordinal >= 0)];
                Assert.Equal(real.Select(step => step.Action), state.Run.Select(visited => visited.Action));
                Assert.All(real, (step, i) => Assert.Equal(step.State, state.Run[i].Fields));
                ExploredProperty here = state.Properties.Single(property => property.Name == result.Name);
                Assert.Equal(result.Kind, here.Kind);
                Assert.Equal(
                    result.Kind switch
                    {
                        PropertyKind.Temporal => PropertyStanding.NotApplicable,
                        PropertyKind.Sometimes => PropertyStanding.Holds,
                        _ => PropertyStanding.Fails,
                    },
                    here.Standing);
                met.Add(result.Kind);
            }
        }

        Assert.Superset(new HashSet<PropertyKind> { PropertyKind.Always, PropertyKind.DeadlockFree, PropertyKind.Temporal, PropertyKind.Sometimes }, met);
    }

    [Fact]
    public void A_state_shows_its_fields_its_changes_and_why_a_property_fails()
    {
        StateExplorer explorer = new(Checker.Pack(new Counter(5, [Counter.Parts(2), Counter.EndsUp()])));
        ExploredState state = explorer.Visit("0/0/0");
        Assert.Equal([new StateField("Value", "2"), new StateField("Name", "\"n\"")], state.Fields);
        Assert.Equal([new FieldChange("Value", "1", "2")], state.Run[2].Changes);
        Assert.Equal([new FieldChange("Value", null, "0"), new FieldChange("Name", null, "\"n\"")], state.Run[0].Changes);
        Assert.Equal("false: 'small', 'not two'", state.Properties[0].Detail);
        ExploredStep step = Assert.Single(state.Steps);
        Assert.Equal(("Add { By = 1 }", new FieldChange("Value", "2", "3")), (step.Action, step.Changes.Single()));
    }

    [Fact]
    public void A_leads_to_says_what_it_waits_for()
    {
        StateExplorer explorer = new(Checker.Pack(new EdgeModel("0>1 1>2", [EdgeModel.Responds(to: 1, with: 2)])));
        Assert.Equal(
            ["its condition is false here, its goal false", "its condition is true here, its goal false", "its condition is false here, its goal true"],
            Enumerable.Range(0, 3).Select(i => explorer.Visit("0/0/0", i).Properties[0].Detail));
    }

    [Fact]
    public void A_state_in_the_middle_of_a_run_keeps_the_whole_run()
    {
        StateExplorer explorer = new(new PackedTwoPhaseCommit(3));
        ExploredState whole = explorer.Visit("0/3/2/1");
        for (int i = 0; i < 4; i++)
        {
            ExploredState middle = explorer.Visit("0/3/2/1", i);
            ExploredState alone = explorer.Visit(string.Join('/', "0/3/2/1".Split('/').Take(i + 1)));
            Assert.Equal(whole.Run.Select(visited => visited.Action), middle.Run.Select(visited => visited.Action));
            Assert.Equal((i, alone.StepCount), (middle.Index, middle.StepCount));
            Assert.Equal(alone.Fields, middle.Fields);
            Assert.Equal(alone.Steps.Select(step => step.Action), middle.Steps.Select(step => step.Action));
        }
    }

    [Fact]
    public void Steps_come_in_parts_that_together_are_all()
    {
        foreach (PackedModel model in new[] { Checker.Pack(new TwoPhaseCommit(5)), new PackedTwoPhaseCommit(5), Checker.Pack(new Paxos(2, 3, NetworkKind.Unordered)) })
        {
            StateExplorer explorer = new(model);
            string path = model is PackedTwoPhaseCommit or { Name: "Paxos(2 clients, 3 servers, Unordered)" } ? "0/0/0" : "0/0";
            ExploredState all = explorer.Visit(path);
            Assert.True(all.StepCount > 2);
            ExploredStep[] parts = [.. Enumerable.Range(0, all.StepCount).SelectMany(i => explorer.Visit(path, firstStep: i, maximumStepCount: 1).Steps)];
            Assert.Equal(all.Steps.Select(step => (step.Ordinal, step.Action)), parts.Select(step => (step.Ordinal, step.Action)));
            Assert.Equal(all.Steps.SelectMany(step => step.Changes), parts.SelectMany(step => step.Changes));
            Assert.Equal(all.Steps.Select(step => step.Action), all.Steps.Select(step => Checker.Replay(model, $"{path}/{step.Ordinal}").Steps[^1].Action));
            Assert.Equal((0, all.StepCount), (explorer.Visit(path, firstStep: 1000).Steps.Length, explorer.Visit(path, firstStep: 1000).StepCount));
        }
    }

    [Theory]
    [InlineData("7", null, null, "", "The model has the initial states 0 to 0; the path asks for initial state 7.")]
    [InlineData("0/0/3", null, null, "0/0", "State 1 of the path has the steps 0 to 0; the path asks for step 3.")]
    [InlineData("0/0/0/0", null, null, "0/0/0", "State 2 of the path has no steps; the path asks for step 0.")]
    [InlineData("0/x", null, null, "0", "'x' is no choice: numbers separated by slashes are expected, such as 0/3/1.")]
    [InlineData("0/-1", null, null, "0", "'-1' is no choice: numbers separated by slashes are expected, such as 0/3/1.")]
    [InlineData("0//1", null, null, "0", "'' is no choice: numbers separated by slashes are expected, such as 0/3/1.")]
    [InlineData("0/99999999999", null, null, "0", "'99999999999' is no choice: numbers separated by slashes are expected, such as 0/3/1.")]
    [InlineData("0/0", 2, null, "0/0", "The path 0/0 has the states 0 to 1, there is no state 2.")]
    [InlineData("0/0", -1, null, "0/0", "The path 0/0 has the states 0 to 1, there is no state -1.")]
    [InlineData("0/0", null, 2, "0/0", "No loop of the path 0/0 begins at state 2: it has the states 0 to 1.")]
    [InlineData("0/0", null, 0, "0/0", "The path 0/0 is no loop from state 0 on: its last state, 1, is another one.")]
    [InlineData("0/0", null, 1, "0/0", "The path 0/0 cannot stay in its last state, 1: a step is possible there.")]
    public void A_path_that_the_model_does_not_have_is_refused_with_what_it_has(string path, int? index, int? loopStart, string valid, string message)
    {
        StateExplorer explorer = new(Checker.Pack(new EdgeModel("0>1 1>2", [])));
        PathException refusal = Assert.Throws<PathException>(() => explorer.Visit(path, index, loopStart));
        Assert.Equal((message, valid), (refusal.Message, refusal.ValidPath));
    }

    [Fact]
    public void A_run_may_stay_where_it_ends_and_anywhere_if_the_model_stutters()
    {
        Assert.Equal(2, new StateExplorer(Checker.Pack(new EdgeModel("0>1 1>2", []))).Visit("0/0/0", loopStart: 2).LoopStart);
        Assert.Equal(1, new StateExplorer(Checker.Pack(new EdgeModel("0>1 1>2", [], stuttering: Stuttering.Anywhere))).Visit("0/0", loopStart: 1).LoopStart);
        Assert.Equal(0, new StateExplorer(Checker.Pack(new EdgeModel("0>1 1>0", []))).Visit("0/0/0", loopStart: 0).LoopStart);
    }

    [Fact]
    public void What_a_model_throws_is_shown_where_it_throws_and_hides_nothing_else()
    {
        ExploredState state = new StateExplorer(Checker.Pack(new Counter(5, [Counter.Throws(1), Counter.Below(1)]))).Visit("0/0");
        Assert.Equal((PropertyStanding.Threw, "InvalidTimeZoneException: on purpose", true), (state.Properties[0].Standing, state.Properties[0].Detail, state.Properties[0].IsViolated));
        Assert.Equal(["throws", "below"], state.Run[1].Violated);

        StateExplorer throwing = new(Checker.Pack(new ThrowingModel()));
        Assert.Equal(("InvalidTimeZoneException: on purpose", 1), (throwing.Visit("0/0").Failure, throwing.Visit("0/0").StepCount));
        Assert.Null(throwing.Visit("0").Failure);
        PathException refusal = Assert.Throws<PathException>(() => throwing.Visit("0/0/1"));
        Assert.Equal("State 1 of the path has the steps 0 to 0 before the model threw InvalidTimeZoneException: on purpose; the path asks for step 1.", refusal.Message);
    }

    [Fact]
    public void Several_threads_may_walk_at_once()
    {
        StateExplorer explorer = new(Checker.Pack(new TwoPhaseCommit(4)));
        string[] paths = [.. Enumerable.Range(0, 4).SelectMany(i => Enumerable.Range(0, 3).Select(j => $"0/{i}/{j}"))];
        Dictionary<string, string> alone = paths.ToDictionary(path => path, path => Text(explorer.Visit(path)));
        Assert.Equal(paths.Length, alone.Values.Distinct().Count());
        string[] many = [.. Enumerable.Repeat(paths, 100).SelectMany(each => each)];
        Assert.Equal(many.Select(path => alone[path]), many.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(path => Text(explorer.Visit(path))));
    }

    [Fact]
    public void Parts_that_come_and_go_are_changes()
    {
        Assert.Equal(
            [new FieldChange("b", "2", "3"), new FieldChange("d", null, "5"), new FieldChange("c", "4", null)],
            FieldChange.Between([new("a", "1"), new("b", "2"), new("c", "4")], [new("b", "3"), new("a", "1"), new("d", "5")]));
    }

    private static string Text(ExploredState state) => string.Join('\n', state.Run.Select(visited => visited.Action))
        + string.Join('\n', state.Steps.Select(step => $"{step.Action} {string.Join(',', step.Changes)}")) + string.Join(',', state.Fields);

    /// <summary>Counts up, and throws after the first step from 1.</summary>
    private sealed class ThrowingModel : Model<int, int>
    {
        public override IEnumerable<int> InitialStates => [0];

        public override IEnumerable<Step<int, int>> Steps(int state)
        {
            yield return Step(1, state + 1);
            if (state == 1)
            {
                throw new InvalidTimeZoneException("on purpose");
            }
        }
    }
}
