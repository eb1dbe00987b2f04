using System.Globalization;
using System.Text.RegularExpressions;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

public sealed partial class LivenessTests
{
    // Goal: no wrong verdict, no false counterexample, for any formula, any fairness, any graph.
    // Method: random Kripke structures and formulas; the verdict against the closure tableau, the lasso against the formula's definition.
    [Fact]
    public void Verdicts_and_lassos_agree_with_a_textbook_algorithm()
    {
        int violated = 0;
        int held = 0;
        int strongMattered = 0;
        foreach (int seed in Seed.Many(100_000, 4000))
        {
            Random random = new(seed);
            // Every third case is one of those where strong fairness matters: recurrence, and an assumption for most actions.
            bool isAboutFairness = seed % 3 == 0;
            RandomGraph graph = new(random.Next(), 5, isAboutFairness) { GivenStuttering = random.Next(3) == 0 ? Stuttering.Anywhere : Stuttering.AtEnd };
            NaiveFormula formula = isAboutFairness ? NaiveFormula.Recurrence(random) : NaiveFormula.Random(random, random.Next(1, 4));
            List<(bool IsStrong, int Action)> fairness = isAboutFairness
                ? [.. Enumerable.Range(0, RandomGraph.ActionCount).Where(_ => random.Next(4) > 0).Select(action => (random.Next(8) > 0, action))]
                : [.. Enumerable.Range(0, random.Next(4)).Select(_ => (random.Next(2) == 0, random.Next(RandomGraph.ActionCount)))];
            NaiveLiveness naive = new(graph, formula, fairness);
            if (naive.Size > 250)
            {
                continue;
            }

            graph.Given = [RandomGraph.TemporalOf("formula", formula.ToFormula(graph))];
            graph.GivenFairness = [.. fairness.Select(each => RandomGraph.Fair(each.IsStrong, action => action == each.Action))];
            PropertyResult result = Checker.Check(graph)["formula"];
            bool expected = naive.IsViolated();
            Assert.True(expected == (result.Verdict == Verdict.Violated), $"seed {seed}: {result.Verdict}, violated by the tableau: {expected}");
            if (expected)
            {
                violated++;
                AssertLasso(graph, formula, fairness, result, $"seed {seed}");
            }
            else
            {
                held++;
                strongMattered += fairness.Any(each => each.IsStrong)
                    && new NaiveLiveness(graph, formula, [.. fairness.Select(each => (false, each.Action))]).IsViolated() ? 1 : 0;
            }
        }

        // The cases were not one-sided.
        Assert.True(violated > 400 && held > 400 && strongMattered > 20, $"{violated} violated, {held} held, strong fairness decided {strongMattered}");
    }

    // What searches that only look at the end of a path get wrong.
    [Theory]
    [InlineData("0>1 1>2 2>0 0>3", 3, Verdict.Violated)] // a cycle that never gets there
    [InlineData("0>1 1>3 0>2 2>3 3>4", 1, Verdict.Violated)] // two ways join behind the goal, and one of them missed it
    [InlineData("0>1 1>3 0>1 1>3 3>4", 1, Verdict.Holds)]
    [InlineData("0>0 0>1", 1, Verdict.Violated)] // a loop at the start
    [InlineData("0>1 1>1", 1, Verdict.Holds)]
    [InlineData("0>1", 2, Verdict.Violated)] // a run that ends
    [InlineData("0>1 1>2", 2, Verdict.Holds)]
    public void Eventually_is_right_about_cycles_joins_self_loops_and_ends(string edges, int goal, Verdict verdict)
    {
        EdgeModel model = new(edges, [EdgeModel.Reaches(goal)]);
        Assert.Equal(verdict, Checker.Check(model)["reached"].Verdict);
    }

    [Fact]
    public void A_run_may_stutter_for_ever_where_that_is_allowed_and_weak_fairness_forbids_it()
    {
        Assert.Equal(Verdict.Holds, Checker.Check(new EdgeModel("0>1", [EdgeModel.Reaches(1)]))["reached"].Verdict);
        PropertyResult stuttering = Checker.Check(new EdgeModel("0>1", [EdgeModel.Reaches(1)], stuttering: Stuttering.Anywhere))["reached"];
        Assert.Equal(["(stutter)"], Assert.IsType<Trace>(stuttering.Trace).Actions);
        EdgeModel fair = new("0>1", [EdgeModel.Reaches(1)], [EdgeModel.Weak(_ => true)], Stuttering.Anywhere);
        Assert.Equal(Verdict.Holds, Checker.Check(fair)["reached"].Verdict);
    }

    [Fact]
    public void Weak_fairness_leaves_a_loop_in_which_the_step_is_disabled_now_and_then_and_strong_fairness_does_not()
    {
        const string Edges = "0>1 1>0 0>2";
        EdgeModel weak = new(Edges, [EdgeModel.Reaches(2)], [EdgeModel.Weak(to => to == 2)]);
        Trace trace = Assert.IsType<Trace>(Checker.Check(weak)["reached"].Trace);
        Assert.Equal((0, 2), (trace.LoopStart, trace.Length));
        EdgeModel strong = new(Edges, [EdgeModel.Reaches(2)], [EdgeModel.Strong(to => to == 2)]);
        Assert.Equal(Verdict.Holds, Checker.Check(strong)["reached"].Verdict);
    }

    [Fact]
    public void Long_runs_and_large_components_are_no_obstacle()
    {
        const int Length = 20_000;
        string line = string.Join(' ', Enumerable.Range(0, Length).Select(i => $"{i}>{i + 1}"));
        Assert.Equal(Verdict.Holds, Checker.Check(new EdgeModel(line, [EdgeModel.Reaches(Length)]))["reached"].Verdict);
        Trace trace = Assert.IsType<Trace>(Checker.Check(new EdgeModel($"{line} {Length}>1", [EdgeModel.Reaches(Length + 1)]))["reached"].Trace);
        Assert.Equal((1, Length + 1), (trace.LoopStart, trace.Length));
    }

    [Fact]
    public void A_response_to_what_never_happens_is_vacuous()
    {
        Assert.Equal(Verdict.HoldsVacuously, Checker.Check(new EdgeModel("0>1", [EdgeModel.Responds(7, 8)]))["responds"].Verdict);
        Assert.Equal(Verdict.Violated, Checker.Check(new EdgeModel("0>1", [EdgeModel.Responds(1, 8)]))["responds"].Verdict);
        Assert.Equal(Verdict.Holds, Checker.Check(new EdgeModel("0>1 1>8", [EdgeModel.Responds(1, 8)]))["responds"].Verdict);
    }

    private static void AssertLasso(RandomGraph graph, NaiveFormula formula, List<(bool IsStrong, int Action)> fairness, PropertyResult result, string at)
    {
        Trace trace = result.Trace!; // Violated, so there is one.
        int loopStart = Assert.IsType<int>(trace.LoopStart);
        int[] nodes = new int[trace.Steps.Length];
        int[] actions = new int[trace.Steps.Length - 1];
        nodes[0] = graph.Initial[trace.Steps[0].Ordinal];
        for (int i = 1; i < nodes.Length; i++)
        {
            int ordinal = trace.Steps[i].Ordinal;
            if (ordinal < 0)
            {
                Assert.True(graph.Stuttering == Stuttering.Anywhere || graph.Edges[nodes[i - 1]].Count == 0, $"{at}: stutters where it may not");
                (nodes[i], actions[i - 1]) = (nodes[i - 1], -1);
            }
            else
            {
                (actions[i - 1], nodes[i]) = graph.Inside(nodes[i - 1]).ElementAt(ordinal);
            }
        }

        Assert.True(nodes[loopStart] == nodes[^1], $"{at}: the loop does not close");
        Assert.True(loopStart < nodes.Length - 1, $"{at}: the loop is empty");
        Assert.False(formula.OnLasso([.. nodes[..^1].Select(node => graph.Marks[node])], actions, loopStart)[0], $"{at}: the lasso satisfies the formula");
        AssertReason(result.Explanation!, [.. nodes[..^1].Select(node => graph.Marks[node])], actions, loopStart, $"{at}: {result.Explanation}");
        foreach ((bool isStrong, int action) in fairness)
        {
            int[] loop = [.. Enumerable.Range(loopStart, actions.Length - loopStart)];
            bool IsEnabled(int i) => graph.Inside(nodes[i]).Any(edge => edge.Action == action && edge.To != nodes[i]);
            bool isTaken = loop.Any(i => actions[i] == action && nodes[i] != nodes[i + 1]);
            bool isDemanded = isStrong ? loop.Any(IsEnabled) : loop.All(IsEnabled);
            Assert.True(isTaken || !isDemanded, $"{at}: the lasso is not fair to action {action}");
        }
    }

    // Whatever a reason says of an atom is so by the definition, and every reason but one about a whole formula says something.
    private static void AssertReason(string reason, int[] marks, int[] actions, int loopStart, string at)
    {
        int claims = 0;
        foreach (Match match in AtomClaim().Matches(reason))
        {
            claims++;
            string atom = match.Groups["atom"].Value;
            bool[] values = new NaiveFormula(atom[0], atom[1] - '0', null, null).OnLasso(marks, actions, loopStart);
            int place = int.Parse(match.Groups["place"].Value, CultureInfo.InvariantCulture);
            bool isAsClaimed = match.Groups["value"].Value switch
            {
                "true" => values[place],
                "false" => !values[place],
                _ => !values.AsSpan(Math.Min(place, loopStart)).Contains(true), // From there on, which comes round to all of the loop.
            };
            Assert.True(isAsClaimed, at);
        }

        Assert.True(claims > 0 || reason.Contains(" on, ", StringComparison.Ordinal), at);
    }

    [GeneratedRegex(@"in state (?<place>\d+) '(?<atom>m\d)' is (?<value>true|false)|'(?<atom>a\d)' is (?<value>true|false) of the step from state (?<place>\d+)|'(?<atom>[ma]\d)' is (?<value>true (in|of) no) (state|step) from (state )?(?<place>\d+) on")]
    private static partial Regex AtomClaim();
}
